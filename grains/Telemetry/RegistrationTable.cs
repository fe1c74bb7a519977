using System.IO.Hashing;
using System.Text;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>
/// Registrations by slot and by id, without an object a car: 32 bytes of numbers, the texts in an arena, makes and models
/// once each, and an open-addressing table of slot numbers for the ids. One writer; <see cref="Find(VehicleId)"/> and
/// <see cref="Unpack"/> may be called from any thread.
/// </summary>
internal sealed class RegistrationTable
{
    private const int FirstTable = 1_024;
    private const int MaxIdBytes = 64;
    private const int SlotBits = 21; // of slot + 1, which is at most VehicleShardGrain.MaxVehicles
    private const int SlotMask = (1 << SlotBits) - 1;
    private const int TagBits = 32 - SlotBits;

    private readonly Chunked<PackedRegistration> _cars = new();
    private readonly TextArena _texts = new();
    private readonly Dictionary<(string Make, string Model), int> _modelNumbers = [];
    private (string Make, string Model)[] _models = new (string, string)[8];
    private int[] _table = new int[FirstTable];

    /// <summary>How many cars are registered.</summary>
    public int Count { get; private set; }

    /// <summary>The numbers and the place of the texts of a slot.</summary>
    public PackedRegistration Packed(int slot) => _cars.Read(slot);

    /// <summary>The slot of a car, or -1.</summary>
    public int Find(VehicleId vehicle)
    {
        Span<byte> id = stackalloc byte[MaxIdBytes];
        if (!Encoding.UTF8.TryGetBytes(vehicle.Value, id, out var length)) return -1;
        return Find(id[..length], Volatile.Read(ref _table));
    }

    /// <summary>The id of the car in a slot.</summary>
    public VehicleId Id(int slot) => new(Encoding.UTF8.GetString(IdOf(slot)));

    /// <summary>Puts a registration into the next slot, or in the place of an earlier one of the same car.</summary>
    public void Put(int slot, VehicleRegistration car)
    {
        if (slot < Count && Find(car.Id) != slot) throw new InvalidOperationException($"Slot {slot} is another car's, not {car.Id}'s.");
        _cars.At(slot) = Pack(car);
        if (slot < Count) return;
        if (4L * (Count + 1) > 3L * _table.Length) Rehash();
        var hash = Hash(IdOf(slot));
        var at = Place(IdOf(slot), hash, _table, out var known);
        if (known >= 0) throw new InvalidOperationException($"{car.Id} has two slots.");
        Count++;
        Volatile.Write(ref _table[at], Entry(hash, slot));
    }

    /// <summary>A registration as it came.</summary>
    public VehicleRegistration Unpack(in PackedRegistration car)
    {
        var (make, model) = Volatile.Read(ref _models)[car.Model];
        var texts = _texts.Read(car.Text, car.IdBytes + car.VinBytes + car.PlateBytes);
        return new(
            new(Encoding.UTF8.GetString(texts[..car.IdBytes])),
            Encoding.UTF8.GetString(texts.Slice(car.IdBytes, car.VinBytes)),
            Encoding.UTF8.GetString(texts[(car.IdBytes + car.VinBytes)..]),
            make, model, (VehicleClass)car.Class, (Propulsion)car.Propulsion, car.BatteryWh, car.TankMillilitres, car.Seats, car.OdometerMetres);
    }

    /// <summary>Whether the id, the VIN or the plate in a slot begins with a text: letter case ignored, in the plate also what parts its letters.</summary>
    public bool StartsWith(int slot, string text)
    {
        var car = _cars.Read(slot);
        Span<char> letters = stackalloc char[byte.MaxValue];
        if (Starts(_texts.Read(car.Text, car.IdBytes), letters, text) || Starts(_texts.Read(car.Text + car.IdBytes, car.VinBytes), letters, text)) return true;
        var plate = _texts.Read(car.Text + car.IdBytes + car.VinBytes, car.PlateBytes);
        return PlateSearchRules.StartsWith(letters[..Encoding.UTF8.GetChars(plate, letters)], text);
    }

    private static bool Starts(ReadOnlySpan<byte> utf8, Span<char> letters, string text) =>
        ((ReadOnlySpan<char>)letters[..Encoding.UTF8.GetChars(utf8, letters)]).StartsWith(text, StringComparison.OrdinalIgnoreCase);

    private PackedRegistration Pack(VehicleRegistration car)
    {
        var (id, vin, plate) = (Encoding.UTF8.GetByteCount(car.Id.Value), Encoding.UTF8.GetByteCount(car.Vin), Encoding.UTF8.GetByteCount(car.Plate));
        var texts = _texts.Add(id + vin + plate, out var address);
        Encoding.UTF8.GetBytes(car.Id.Value, texts);
        Encoding.UTF8.GetBytes(car.Vin, texts[id..]);
        Encoding.UTF8.GetBytes(car.Plate, texts[(id + vin)..]);
        return new()
        {
            Text = address, IdBytes = checked((byte)id), VinBytes = checked((byte)vin), PlateBytes = checked((byte)plate),
            Model = ModelNumber((car.Make, car.Model)), Class = checked((byte)car.Class), Propulsion = checked((byte)car.Propulsion),
            Seats = checked((byte)car.Seats), BatteryWh = car.BatteryWh, TankMillilitres = car.TankMillilitres, OdometerMetres = car.OdometerMetres,
        };
    }

    private int ModelNumber((string, string) model)
    {
        if (_modelNumbers.TryGetValue(model, out var known)) return known;
        var number = _modelNumbers.Count;
        if (number == _models.Length)
        {
            var models = new (string, string)[2 * number];
            _models.CopyTo(models, 0);
            models[number] = model;
            Volatile.Write(ref _models, models);
        }
        else
        {
            _models[number] = model;
        }
        return _modelNumbers[model] = number;
    }

    private int Find(ReadOnlySpan<byte> id, int[] table)
    {
        Place(id, Hash(id), table, out var slot);
        return slot;
    }

    /// <summary>
    /// The place of an id, or the free one (0) where it would go: the first after its hash's. Beside the slot + 1 a place holds the
    /// hash's highest bits, so that an id is hardly ever compared with another car's, which lies far away in memory.
    /// </summary>
    private int Place(ReadOnlySpan<byte> id, ulong hash, int[] table, out int slot)
    {
        var mask = table.Length - 1;
        for (var at = (int)(hash & (uint)mask); ; at = (at + 1) & mask)
        {
            var entry = Volatile.Read(ref table[at]);
            slot = (entry & SlotMask) - 1;
            if (slot < 0 || (entry == Entry(hash, slot) && IdOf(slot).SequenceEqual(id))) return at;
        }
    }

    private static int Entry(ulong hash, int slot) => unchecked((int)((uint)(hash >> (64 - TagBits)) << SlotBits)) | (slot + 1);

    private ReadOnlySpan<byte> IdOf(int slot)
    {
        var car = _cars.Read(slot);
        return _texts.Read(car.Text, car.IdBytes);
    }

    private static ulong Hash(ReadOnlySpan<byte> id) => XxHash3.HashToUInt64(id);

    private void Rehash()
    {
        var table = new int[2 * _table.Length];
        for (var slot = 0; slot < Count; slot++)
        {
            var hash = Hash(IdOf(slot));
            table[Place(IdOf(slot), hash, table, out _)] = Entry(hash, slot);
        }
        Volatile.Write(ref _table, table);
    }
}

/// <summary>The numbers of a registration and where its texts lie: id, VIN and plate one after the other.</summary>
internal readonly record struct PackedRegistration
{
    public long OdometerMetres { get; init; }

    public int Text { get; init; }

    public int Model { get; init; }

    public int BatteryWh { get; init; }

    public int TankMillilitres { get; init; }

    public byte IdBytes { get; init; }

    public byte VinBytes { get; init; }

    public byte PlateBytes { get; init; }

    public byte Class { get; init; }

    public byte Propulsion { get; init; }

    public byte Seats { get; init; }
}
