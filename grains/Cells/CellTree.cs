using System.Collections.Immutable;

namespace FleetActors.Cells;

/// <summary>
/// The cars of a cell as a quadtree that one thread changes while any others look through it, without waiting for each other: a
/// change writes one place of one leaf, and nothing is copied but a leaf that is divided or united with its neighbours. A car that
/// stays where it is, is found by every reader, once and whole; one that comes, goes or moves meanwhile may be found or not, and
/// one that crosses into another leaf may be found in both.
/// </summary>
public sealed class CellTree(GeoBox box)
{
    /// <summary>Squares are not divided beyond this depth: cars that share a place share a leaf.</summary>
    private const int MaxDepth = 24;

    private CellNode _root = new(Square.Of(box));

    /// <summary>What it covers.</summary>
    public GeoBox Box => box;

    /// <summary>How many cars it has.</summary>
    public int Count => Root.Count;

    internal CellNode Root => Volatile.Read(ref _root);

    /// <summary>All cars, in no particular order.</summary>
    public ImmutableArray<CellCar> Cars()
    {
        var cars = ImmutableArray.CreateBuilder<CellCar>(Count);
        Root.CopyTo(cars);
        return cars.ToImmutable();
    }

    /// <summary>Adds a car that is not in the tree.</summary>
    public void Add(CellCar car) => Add(ref _root, new LeafCar(UnitVector.Of(car.Position), car), 0);

    /// <summary>Takes a car out that is in the tree.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public void Remove(CellCar car) => Remove(ref _root, car);

    /// <summary>Puts a car in the place of an earlier filing of it, which is in the tree; most cars that move stay in their leaf.</summary>
    /// <param name="from">The earlier filing.</param>
    /// <param name="to">The later one.</param>
    /// <param name="place">Where the car was found the last time, or null; then where to look for it the next time.</param>
    /// <exception cref="InvalidOperationException">The earlier one is not there.</exception>
    internal void Move(CellCar from, CellCar to, ref LeafPlace? place)
    {
        var leaf = place?.Leaf;
        var at = leaf is not null && leaf.Square.Has(to.Position) ? leaf.Find(from) : -1;
        if (at < 0)
        {
            leaf = LeafOf(from.Position);
            if (leaf != LeafOf(to.Position))
            {
                place = null;
                Remove(from);
                Add(to);
                return;
            }
            at = IndexOf(leaf, from);
            place = leaf.Place ??= new() { Leaf = leaf };
        }
        leaf!.Put(at, new(UnitVector.Of(to.Position), to));
    }

    private static void Add(ref CellNode place, in LeafCar car, int depth)
    {
        var node = place;
        if (node.Quarters is { } quarters)
        {
            Add(ref quarters[node.Square.QuarterOf(car.Car!.Position)], car, depth + 1);
            node.Count++;
        }
        else if (node.Count < CellNode.LeafCapacity || depth >= MaxDepth)
        {
            node.Put(node.Free(), car);
            node.Count++;
        }
        else
        {
            var divided = Divided(node, depth);
            Add(ref divided, car, depth);
            Volatile.Write(ref place, divided);
            node.Leave();
        }
    }

    private static void Remove(ref CellNode place, CellCar car)
    {
        var node = place;
        if (node.Quarters is not { } quarters)
        {
            node.Put(IndexOf(node, car), default);
            node.Count--;
            return;
        }
        Remove(ref quarters[node.Square.QuarterOf(car.Position)], car);
        node.Count--;
        if (node.Count > CellNode.LeafCapacity / 2) return;
        var united = new CellNode(node.Square);
        node.MoveInto(united);
        Volatile.Write(ref place, united);
    }

    /// <summary>A node with the cars of a full leaf, which readers see once it is put in that one's place.</summary>
    private static CellNode Divided(CellNode leaf, int depth)
    {
        var square = leaf.Square;
        var node = new CellNode(square, [new(square.Quarter(0)), new(square.Quarter(1)), new(square.Quarter(2)), new(square.Quarter(3))]);
        foreach (ref readonly var car in leaf.Places)
        {
            if (car.Car is not null) Add(ref node, car, depth);
        }
        return node;
    }

    private CellNode LeafOf(GeoPoint place)
    {
        var node = _root;
        while (node.Quarters is { } quarters) node = quarters[node.Square.QuarterOf(place)];
        return node;
    }

    private static int IndexOf(CellNode leaf, CellCar car)
    {
        if (leaf.Find(car) is >= 0 and var found) return found;
        var places = leaf.Places;
        for (var at = 0; at < places.Length; at++)
        {
            if (places[at].Car is { } here && here.Vehicle == car.Vehicle) return at;
        }
        throw new InvalidOperationException($"{car.Vehicle} is not where it was filed.");
    }
}

/// <summary>
/// A leaf with places for cars, or a square that is divided into four: a node stays what it is, and another takes its place where
/// that changes. Written by one thread; readers look at <see cref="Count"/>, <see cref="Quarters"/> and <see cref="Read"/>.
/// </summary>
internal sealed class CellNode(Square square, CellNode[]? quarters = null)
{
    /// <summary>The most cars of a leaf that can still be divided.</summary>
    public const int LeafCapacity = 24;

    private const int FirstPlaces = 4;

    /// <summary>Its edges.</summary>
    public readonly Square Square = square;

    /// <summary>The four quarters (south-west, south-east, north-west, north-east), or null for a leaf.</summary>
    public readonly CellNode[]? Quarters = quarters;

    /// <summary>The cars below.</summary>
    public int Count;

    /// <summary>How cars that were moved in this leaf find it again; of no meaning to readers.</summary>
    public LeafPlace? Place;

    private LeafCar[] _places = [];
    private int _version;

    /// <summary>The places of a leaf, empty ones among them. For the writer only.</summary>
    public ReadOnlySpan<LeafCar> Places => _places;

    /// <summary>The next car of a leaf from a place on, as it was at one moment.</summary>
    /// <param name="at">The place to begin with; then the one after the car's.</param>
    /// <param name="car">The car.</param>
    /// <returns>False when no car is left.</returns>
    public bool Read(ref int at, out LeafCar car)
    {
        var places = Volatile.Read(ref _places);
        while (at < places.Length)
        {
            car = ReadPlace(places, at++);
            if (car.Car is not null) return true;
        }
        car = default;
        return false;
    }

    /// <summary>Puts a car into a place, or none. For the writer only.</summary>
    public void Put(int at, in LeafCar car)
    {
        _version = unchecked(_version + 1);
        Volatile.WriteBarrier();
        _places[at] = car;
        Volatile.Write(ref _version, unchecked(_version + 1));
    }

    /// <summary>Where the very same filing is in a leaf, or -1. For the writer only.</summary>
    public int Find(CellCar? car)
    {
        for (var at = 0; at < _places.Length; at++)
        {
            if (ReferenceEquals(_places[at].Car, car)) return at;
        }
        return -1;
    }

    /// <summary>An empty place of a leaf. For the writer only.</summary>
    public int Free()
    {
        if (Count < _places.Length) return Find(null);
        var more = new LeafCar[_places.Length == 0 ? FirstPlaces : _places.Length < LeafCapacity ? Math.Min(LeafCapacity, 2 * _places.Length) : 2 * _places.Length];
        _places.CopyTo(more, 0); // cars keep their places, so that a reader misses none
        Volatile.Write(ref _places, more);
        return Count;
    }

    /// <summary>Puts all cars below into a leaf that no reader sees yet, and takes leave of them. For the writer only.</summary>
    public void MoveInto(CellNode leaf)
    {
        if (Quarters is { } quarters)
        {
            foreach (var quarter in quarters) quarter.MoveInto(leaf);
            return;
        }
        foreach (ref readonly var car in Places)
        {
            if (car.Car is null) continue;
            leaf.Put(leaf.Free(), car);
            leaf.Count++;
        }
        Leave();
    }

    /// <summary>It is in the tree no more: its cars are looked for from the root. For the writer only.</summary>
    public void Leave()
    {
        if (Place is { } place) place.Leaf = null;
        Place = null;
    }

    public void CopyTo(ImmutableArray<CellCar>.Builder cars)
    {
        if (Quarters is { } quarters)
        {
            foreach (var quarter in quarters) quarter.CopyTo(cars);
            return;
        }
        for (var at = 0; Read(ref at, out var car);) cars.Add(car.Car!);
    }

    private LeafCar ReadPlace(LeafCar[] places, int at)
    {
        for (var spin = new SpinWait(); ; spin.SpinOnce())
        {
            var before = Volatile.Read(ref _version);
            var car = places[at];
            Volatile.ReadBarrier();
            if ((before & 1) == 0 && Volatile.Read(ref _version) == before) return car;
        }
    }
}

/// <summary>A car beside its place as a vector, so that a search looks at contiguous memory; or an empty place of a leaf.</summary>
internal readonly record struct LeafCar(UnitVector Place, CellCar? Car);

/// <summary>Where a leaf is: a car that remembers it keeps no leaf alive that has left the tree.</summary>
internal sealed class LeafPlace
{
    /// <summary>The leaf; null when it has been divided or united with others.</summary>
    public CellNode? Leaf { get; set; }
}
