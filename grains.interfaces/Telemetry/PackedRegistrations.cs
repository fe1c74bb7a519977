using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>Registrations as bytes, in messages and in storage: some 60 bytes a car, and no object for any of them.</summary>
/// <param name="Bytes">
/// Little-endian: 2 bytes how many makes and models there are; for each 1 byte the make's length, 1 the model's, and both texts. Then
/// for each car 1 byte each for the lengths of id, VIN and plate, class, propulsion and seats, 2 for the number of make and model,
/// 4 for the battery, 4 for the tank, 8 for the odometer, and the three texts. Texts are UTF-8.
/// </param>
[GenerateSerializer, Immutable, Alias("PackedRegistrations")]
public readonly record struct PackedRegistrations([property: Id(0)] ReadOnlyMemory<byte> Bytes)
{
    private const int CountBytes = 2;
    private const int ModelBytes = 2;
    private const int NumberBytes = 24;

    /// <summary>Packs valid registrations; see <see cref="VehicleRegistration.Problem"/>.</summary>
    /// <exception cref="OverflowException">One of them is not valid and does not fit.</exception>
    public static PackedRegistrations Of(ReadOnlySpan<VehicleRegistration> cars)
    {
        var models = new Dictionary<(string, string), int>();
        var bytes = CountBytes;
        foreach (var car in cars)
        {
            if (models.TryAdd((car.Make, car.Model), models.Count)) bytes += ModelBytes + Utf8(car.Make) + Utf8(car.Model);
            bytes += NumberBytes + Utf8(car.Id.Value) + Utf8(car.Vin) + Utf8(car.Plate);
        }
        var packed = new byte[bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(packed, checked((ushort)models.Count));
        var rest = packed.AsSpan(CountBytes);
        foreach (var (make, model) in models.Keys)
        {
            var texts = rest[ModelBytes..];
            (rest[0], rest[1]) = (Write(make, ref texts), Write(model, ref texts));
            rest = texts;
        }
        foreach (var car in cars) WriteCar(car, models[(car.Make, car.Model)], ref rest);
        return new(packed);
    }

    /// <summary>The registrations, or null when the bytes are not well formed or are of more cars than that.</summary>
    public ImmutableArray<VehicleRegistration>? Unpack(int mostCars)
    {
        var rest = Bytes.Span;
        if (!TryTake(ref rest, CountBytes, out var count)) return null;
        var modelCount = BinaryPrimitives.ReadUInt16LittleEndian(count);
        if (modelCount > mostCars) return null; // never more than cars
        var models = new (string Make, string Model)[modelCount];
        for (var number = 0; number < models.Length; number++)
        {
            if (!TryTake(ref rest, ModelBytes, out var lengths) || !TryTake(ref rest, lengths[0] + lengths[1], out var texts)) return null;
            models[number] = (Encoding.UTF8.GetString(texts[..lengths[0]]), Encoding.UTF8.GetString(texts[lengths[0]..]));
        }
        var cars = ImmutableArray.CreateBuilder<VehicleRegistration>();
        while (!rest.IsEmpty)
        {
            if (cars.Count == mostCars || ReadCar(ref rest, models) is not { } car) return null;
            cars.Add(car);
        }
        return cars.DrainToImmutable();
    }

    private static void WriteCar(VehicleRegistration car, int model, ref Span<byte> rest)
    {
        var numbers = rest[..NumberBytes];
        var texts = rest[NumberBytes..];
        (numbers[0], numbers[1], numbers[2]) = (Write(car.Id.Value, ref texts), Write(car.Vin, ref texts), Write(car.Plate, ref texts));
        (numbers[3], numbers[4], numbers[5]) = (checked((byte)car.Class), checked((byte)car.Propulsion), checked((byte)car.Seats));
        BinaryPrimitives.WriteUInt16LittleEndian(numbers[6..], (ushort)model);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[8..], car.BatteryWh);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[12..], car.TankMillilitres);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], car.OdometerMetres);
        rest = texts;
    }

    private static VehicleRegistration? ReadCar(ref ReadOnlySpan<byte> rest, (string Make, string Model)[] models)
    {
        if (!TryTake(ref rest, NumberBytes, out var numbers) || !TryTake(ref rest, numbers[0] + numbers[1] + numbers[2], out var texts)) return null;
        var model = BinaryPrimitives.ReadUInt16LittleEndian(numbers[6..]);
        var id = Encoding.UTF8.GetString(texts[..numbers[0]]);
        if (model >= models.Length || !IdText.IsValid(id)) return null;
        return new(
            new(id),
            Encoding.UTF8.GetString(texts.Slice(numbers[0], numbers[1])),
            Encoding.UTF8.GetString(texts[(numbers[0] + numbers[1])..]),
            models[model].Make, models[model].Model, (VehicleClass)numbers[3], (Propulsion)numbers[4],
            BinaryPrimitives.ReadInt32LittleEndian(numbers[8..]), BinaryPrimitives.ReadInt32LittleEndian(numbers[12..]), numbers[5],
            BinaryPrimitives.ReadInt64LittleEndian(numbers[16..]));
    }

    private static int Utf8(string text) => Encoding.UTF8.GetByteCount(text);

    /// <summary>Writes a text and goes beyond it; answers its length.</summary>
    private static byte Write(string text, ref Span<byte> rest)
    {
        var length = Encoding.UTF8.GetBytes(text, rest);
        rest = rest[length..];
        return checked((byte)length);
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, int bytes, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (rest.Length < bytes) return false;
        taken = rest[..bytes];
        rest = rest[bytes..];
        return true;
    }
}
