using System.Diagnostics.CodeAnalysis;
using FleetActors.Telemetry;

namespace FleetActors.Cells;

/// <summary>
/// What a cell remembers of each car, by the car's id: a hash table of objects in chains. Not a dictionary, because a collection goes
/// through all the rest of an array of structs with references of which one was written since the last (27 ms for a million entries),
/// but only through the written parts of an array of references. To be used by one thread at a time.
/// </summary>
internal sealed class KnownCars
{
    private const int First = 16;

    /// <summary>2^32 divided by the golden ratio: its multiples lie far from each other on a ring, however many there are.</summary>
    private const uint Golden = 0x9E37_79B9;

    private KnownCar?[] _chains = new KnownCar?[First];

    // Objects are used again: what is old is not looked through in a collection, unless it leads to something young.
    private KnownCar? _spare;

    // The car that was last asked for by a handle of this place. A shard tells its cars in the order of their slots: found this way
    // they lie one after the other in memory, and neither is an id hashed nor one compared that is not the same text in memory.
    private KnownCar?[] _byHandle = new KnownCar?[2 * First];

    /// <summary>How many cars there are.</summary>
    public int Count { get; private set; }

    /// <summary>All of them, in no particular order.</summary>
    public IEnumerable<KnownCar> All()
    {
        foreach (var chain in _chains)
        {
            for (var car = chain; car is not null; car = car.Next) yield return car;
        }
    }

    /// <summary>What is known of a car.</summary>
    public bool TryGet(VehicleId vehicle, [NotNullWhen(true)] out KnownCar? known)
    {
        var hash = vehicle.GetHashCode();
        known = _chains[ChainOf(hash)];
        while (known is not null && (known.IdHash != hash || known.Vehicle != vehicle)) known = known.Next;
        return known is not null;
    }

    /// <summary>The same, and faster for a car that was asked for by this handle before. The id alone says which car is meant.</summary>
    public bool TryGet(VehicleId vehicle, VehicleHandle handle, [NotNullWhen(true)] out KnownCar? known)
    {
        ref var place = ref _byHandle[PlaceOf(handle)];
        known = place;
        if (known is { IsForgotten: false } && known.Vehicle == vehicle) return true;
        if (!TryGet(vehicle, out known)) return false;
        place = known;
        return true;
    }

    /// <summary>A car of which nothing is known yet.</summary>
    public KnownCar Add(VehicleId vehicle)
    {
        if (Count == _chains.Length) Grow();
        Count++;
        var known = _spare ?? new();
        (_spare, known.Next, known.IsForgotten, known.IdHash) = (known.Next, null, false, vehicle.GetHashCode());
        known.Set(new() { Vehicle = vehicle }, isHere: false);
        Link(known);
        return known;
    }

    /// <summary>Forgets a car that is known.</summary>
    public void Remove(KnownCar known)
    {
        ref var place = ref _chains[ChainOf(known.IdHash)];
        while (place != known) place = ref place!.Next;
        place = known.Next;
        (known.Next, _spare, known.IsForgotten) = (_spare, known, true);
        (known.Source, known.Hash, known.Departures) = (default, 0, unchecked(known.Departures + 1));
        Count--;
    }

    private int ChainOf(int idHash) => idHash & (_chains.Length - 1);

    private int PlaceOf(VehicleHandle handle)
    {
        var shard = unchecked((uint)handle.Shard * Golden);
        return ((int)((ulong)shard * (ulong)_byHandle.Length >> 32) + handle.Slot) & (_byHandle.Length - 1);
    }

    private void Link(KnownCar car)
    {
        ref var first = ref _chains[ChainOf(car.IdHash)];
        car.Next = first;
        first = car;
    }

    private void Grow()
    {
        KnownCar[] all = [.. All()];
        _chains = new KnownCar?[2 * _chains.Length];
        _byHandle = new KnownCar?[2 * _chains.Length];
        foreach (var car in all) Link(car);
    }
}

/// <summary>
/// What a cell remembers of a car that is here, or was. Written by one thread; <see cref="TryRead"/> may be called from any, also
/// for a car that has left meanwhile, or of which there is another in its object.
/// </summary>
internal sealed class KnownCar
{
    private CellCar _car;
    private bool _isHere;
    private int _version;

    /// <summary>The next of the same chain.</summary>
    public KnownCar? Next;

    /// <summary>The leaf of the cell's tree that has it, or null.</summary>
    public CellNode? Leaf;

    /// <summary>Its newest filing; of a car that has gone only id, handle and version. For the writer only.</summary>
    public ref readonly CellCar Car => ref _car;

    /// <summary>Whether it is here.</summary>
    public bool IsHere => _isHere;

    /// <summary>Which car.</summary>
    public VehicleId Vehicle => _car.Vehicle;

    /// <summary>Whether it was removed.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Who said it last.</summary>
    public FilingSource Source { get; set; }

    /// <summary>The hash code of <see cref="Vehicle"/>, whose text lies elsewhere in memory.</summary>
    public int IdHash { get; set; }

    /// <summary>Counts how often it has gone or was forgotten, whoever was in this object before it among them. For <see cref="GoneCars"/>.</summary>
    public int Departures { get; set; }

    /// <summary>What it adds to its shard's sum; see <see cref="CellDigestRules.Hash"/>.</summary>
    public ulong Hash { get; set; }

    /// <summary>Puts another filing in its place.</summary>
    public void Set(in CellCar car, bool isHere)
    {
        _version = unchecked(_version + 1);
        Volatile.WriteBarrier();
        _car = FilingRules.InPlaceOf(_car, car);
        _isHere = isHere;
        Volatile.Write(ref _version, unchecked(_version + 1));
    }

    /// <summary>Its filing as it was at one moment.</summary>
    /// <returns>False when it was not here then.</returns>
    public bool TryRead(out CellCar car)
    {
        for (var spin = new SpinWait(); ; spin.SpinOnce())
        {
            var before = Volatile.Read(ref _version);
            car = _car;
            var isHere = _isHere;
            Volatile.ReadBarrier();
            if ((before & 1) == 0 && Volatile.Read(ref _version) == before) return isHere;
        }
    }
}

/// <summary>A filing of a shard.</summary>
internal readonly record struct FilingSource(int Shard, long Incarnation, long Sequence)
{
    /// <summary>Above 0 when this one's incarnation knows better than the other's, 0 when both are the same.</summary>
    public int OrderOfIncarnation(in FilingSource other) => Shard == other.Shard ? Incarnation.CompareTo(other.Incarnation) : Shard.CompareTo(other.Shard);
}
