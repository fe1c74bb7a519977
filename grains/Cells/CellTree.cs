using System.Collections.Immutable;

namespace FleetActors.Cells;

/// <summary>
/// The cars of a cell as a quadtree that one thread changes while any others look through it, without waiting for each other: a
/// change writes one place of one leaf, and nothing is copied but a leaf that is divided or united with its neighbours. A car that
/// stays where it is filed, is found by every reader; one that comes, goes or moves meanwhile may be found or not, and one that crosses
/// into another leaf may be found in both. What is said of a car is always of one filing.
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
    internal void Add(KnownCar car) => Add(ref _root, new LeafCar(UnitVector.Of(car.Car.Position), car), 0);

    /// <summary>Takes a car out that is in the tree.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    internal void Remove(KnownCar car)
    {
        if (car.Leaf is null) throw new InvalidOperationException($"{car.Vehicle} is not here.");
        Remove(ref _root, car);
    }

    /// <summary>Files a car that is in the tree anew; most cars that move stay in their leaf.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    internal void Move(KnownCar car, in CellCar to)
    {
        if (car.Leaf is { } leaf && leaf.Square.Has(to.Position))
        {
            car.Set(to, isHere: true);
            leaf.Put(leaf.Find(car), new(UnitVector.Of(to.Position), car));
            return;
        }
        Remove(car);
        car.Set(to, isHere: true);
        Add(car);
    }

    private static void Add(ref CellNode place, in LeafCar car, int depth)
    {
        var node = place;
        if (node.Quarters is { } quarters)
        {
            Add(ref quarters[node.Square.QuarterOf(car.Known!.Car.Position)], car, depth + 1);
            node.Count++;
        }
        else if (node.Count < CellNode.LeafCapacity || depth >= MaxDepth)
        {
            node.Take(car);
        }
        else
        {
            var divided = Divided(node, depth);
            Add(ref divided, car, depth);
            Volatile.Write(ref place, divided);
        }
    }

    private static void Remove(ref CellNode place, KnownCar car)
    {
        var node = place;
        if (node.Quarters is not { } quarters)
        {
            node.Put(node.Find(car), default);
            node.Count--;
            car.Leaf = null;
            return;
        }
        Remove(ref quarters[node.Square.QuarterOf(car.Car.Position)], car);
        node.Count--;
        if (node.Count > CellNode.LeafCapacity / 2) return;
        var united = new CellNode(node.Square);
        node.CopyTo(united);
        Volatile.Write(ref place, united);
    }

    /// <summary>A node with the cars of a full leaf, which readers see once it is put in that one's place.</summary>
    private static CellNode Divided(CellNode leaf, int depth)
    {
        var square = leaf.Square;
        var node = new CellNode(square, [new(square.Quarter(0)), new(square.Quarter(1)), new(square.Quarter(2)), new(square.Quarter(3))]);
        foreach (ref readonly var car in leaf.Places)
        {
            if (car.Known is not null) Add(ref node, car, depth);
        }
        return node;
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

    private LeafCar[] _places = [];

    /// <summary>The places of a leaf, empty ones among them. For the writer only.</summary>
    public ReadOnlySpan<LeafCar> Places => _places;

    /// <summary>The next car of a leaf that seems to be near enough, from a place on.</summary>
    /// <param name="at">The place to begin with; then the one after the car's.</param>
    /// <param name="near">Near to what.</param>
    /// <param name="chordSquare">How near; see <see cref="UnitVector.ChordSquareTo"/>.</param>
    /// <param name="car">The car, of one filing; while it moves perhaps one that is not so near.</param>
    /// <returns>False when no car is left.</returns>
    public bool Read(ref int at, UnitVector near, double chordSquare, out CellCar car)
    {
        var places = Volatile.Read(ref _places);
        while (at < places.Length)
        {
            // A place that is being written may seem anything: only its own car is the worse for it.
            ref readonly var place = ref places[at++];
            if (place.Known is { } known && place.Place.ChordSquareTo(near) <= chordSquare && known.TryRead(out car)) return true;
        }
        car = default;
        return false;
    }

    /// <summary>Puts a car into a place, or none. For the writer only.</summary>
    public void Put(int at, in LeafCar car) => _places[at] = car;

    /// <summary>Where a car is in a leaf, or -1. For the writer only.</summary>
    public int Find(KnownCar? car)
    {
        for (var at = 0; at < _places.Length; at++)
        {
            if (ReferenceEquals(_places[at].Known, car)) return at;
        }
        return -1;
    }

    /// <summary>Puts a car into an empty place of a leaf. For the writer only.</summary>
    public void Take(in LeafCar car)
    {
        if (Count == _places.Length)
        {
            var more = new LeafCar[Count == 0 ? FirstPlaces : Count < LeafCapacity ? Math.Min(LeafCapacity, 2 * Count) : 2 * Count];
            _places.CopyTo(more, 0); // cars keep their places, so that a reader misses none
            Volatile.Write(ref _places, more);
        }
        Put(_places[Count].Known is null ? Count : Find(null), car);
        Count++;
        car.Known!.Leaf = this;
    }

    /// <summary>Puts all cars below into a leaf that no reader sees yet. For the writer only.</summary>
    public void CopyTo(CellNode leaf)
    {
        foreach (var quarter in Quarters ?? []) quarter.CopyTo(leaf);
        foreach (ref readonly var car in Places)
        {
            if (car.Known is not null) leaf.Take(car);
        }
    }

    public void CopyTo(ImmutableArray<CellCar>.Builder cars)
    {
        foreach (var quarter in Quarters ?? []) quarter.CopyTo(cars);
        for (var at = 0; Read(ref at, default, double.PositiveInfinity, out var car);) cars.Add(car);
    }
}

/// <summary>A car beside its place as a vector, so that a search looks at contiguous memory; or an empty place of a leaf.</summary>
internal readonly record struct LeafCar(UnitVector Place, KnownCar? Known);
