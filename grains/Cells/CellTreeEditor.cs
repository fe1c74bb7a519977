namespace FleetActors.Cells;

/// <summary>
/// Makes the next <see cref="CellTree"/> from one. Nodes that it has copied once belong to it until the tree is published, so
/// that a batch of changes copies each of them once. To be used by one thread at a time, and only one may be made of a tree.
/// </summary>
public sealed class CellTreeEditor(CellTree start)
{
    /// <summary>Squares are not divided beyond this depth: cars that share a place share a leaf.</summary>
    private const int MaxDepth = 24;

    private readonly GeoBox _box = start.Box;
    private CellNode _root = start.Root;
    private object _batch = new();

    /// <summary>How many cars there are now.</summary>
    public int Count => _root.Count;

    /// <summary>Adds a car that is not in the tree.</summary>
    public void Add(CellCar car) => _root = Add(_root, new LeafCar(UnitVector.Of(car.Position), car), 0);

    /// <summary>Takes a car out that is in the tree.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public void Remove(CellCar car) => _root = Remove(_root, car);

    /// <summary>
    /// Puts a car in the place of an earlier filing of it, which is in the tree. While both lie in the square of one leaf, as those
    /// of a car that moves nearly always do, the leaf is changed in place: nothing is copied, and readers see it at once.
    /// </summary>
    /// <param name="from">The earlier filing.</param>
    /// <param name="to">The later one.</param>
    /// <param name="place">Where the car was found the last time, or null; then where to look for it the next time.</param>
    /// <exception cref="InvalidOperationException">The earlier one is not there.</exception>
    internal void Move(CellCar from, CellCar to, ref LeafPlace? place)
    {
        var leaf = place?.Leaf;
        var at = leaf is not null && leaf.Square.Has(to.Position) ? Find(leaf, from) : -1;
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
        leaf!.Replace(at, new(UnitVector.Of(to.Position), to));
    }

    /// <summary>The tree as it is now. Cars that come or go afterwards, or move into another leaf, do not do so in it.</summary>
    public CellTree Publish()
    {
        _batch = new();
        return new(_box, _root);
    }

    private CellNode Add(CellNode node, in LeafCar car, int depth)
    {
        var own = Own(node);
        own.Count++;
        if (own.Quarters is { } quarters)
        {
            var quarter = own.Square.QuarterOf(car.Car.Position);
            quarters[quarter] = Add(quarters[quarter], car, depth + 1);
            return own;
        }
        if (own.Count > own.Cars.Length) Array.Resize(ref own.Cars, Math.Max(4, own.Cars.Length * 2));
        own.Cars[own.Count - 1] = car;
        if (own.Count > CellNode.LeafCapacity && depth < MaxDepth) Divide(own, depth);
        return own;
    }

    private CellNode Remove(CellNode node, CellCar car)
    {
        var own = Own(node);
        if (own.Quarters is { } quarters)
        {
            var quarter = own.Square.QuarterOf(car.Position);
            quarters[quarter] = Remove(quarters[quarter], car);
            own.Count--;
            if (own.Count <= CellNode.LeafCapacity / 2) Unite(own);
            return own;
        }
        var at = IndexOf(own, car);
        own.Cars[at] = own.Cars[--own.Count];
        own.Cars[own.Count] = default;
        return own;
    }

    private CellNode LeafOf(GeoPoint place)
    {
        var node = _root;
        while (node.Quarters is { } quarters) node = quarters[node.Square.QuarterOf(place)];
        return node;
    }

    private static int IndexOf(CellNode leaf, CellCar car)
    {
        if (Find(leaf, car) is >= 0 and var found) return found;
        for (var at = 0; at < leaf.Count; at++)
        {
            if (leaf.Cars[at].Car.Vehicle == car.Vehicle) return at;
        }
        throw new InvalidOperationException($"{car.Vehicle} is not where it was filed.");
    }

    /// <summary>Where the very same filing is in a leaf, or -1.</summary>
    private static int Find(CellNode leaf, CellCar car)
    {
        var cars = leaf.Cars.AsSpan(0, leaf.Count);
        for (var at = 0; at < cars.Length; at++)
        {
            if (ReferenceEquals(cars[at].Car, car)) return at;
        }
        return -1;
    }

    private void Divide(CellNode node, int depth)
    {
        var cars = node.Cars.AsSpan(0, node.Count);
        Leave(node);
        node.Quarters = [Quarter(0), Quarter(1), Quarter(2), Quarter(3)];
        node.Cars = [];
        foreach (ref readonly var car in cars)
        {
            var quarter = node.Square.QuarterOf(car.Car.Position);
            node.Quarters[quarter] = Add(node.Quarters[quarter], car, depth + 1);
        }

        CellNode Quarter(int quarter) => new(node.Square.Quarter(quarter)) { Editor = _batch };
    }

    private static void Unite(CellNode node)
    {
        var cars = new LeafCar[CellNode.LeafCapacity];
        var count = 0;
        foreach (var quarter in node.Quarters!) Gather(quarter, cars, ref count);
        (node.Quarters, node.Cars) = (null, cars);
    }

    private static void Gather(CellNode node, LeafCar[] cars, ref int count)
    {
        Leave(node);
        if (node.Quarters is { } quarters)
        {
            foreach (var quarter in quarters) Gather(quarter, cars, ref count);
            return;
        }
        node.Cars.AsSpan(0, node.Count).CopyTo(cars.AsSpan(count));
        count += node.Count;
    }

    /// <summary>The node itself if this batch made it, else a copy that readers of earlier trees do not see.</summary>
    private CellNode Own(CellNode node)
    {
        if (ReferenceEquals(node.Editor, _batch)) return node;
        var copy = new CellNode(node.Square)
        {
            Editor = _batch,
            Count = node.Count,
            Quarters = node.Quarters is { } quarters ? [.. quarters] : null,
            Cars = node.Quarters is null ? CopyOf(node) : [],
            Place = node.Place,
        };
        if (copy.Place is { } place) place.Leaf = copy;
        return copy;
    }

    /// <summary>A leaf is none any more: its cars are looked for from the root.</summary>
    private static void Leave(CellNode node)
    {
        if (node.Place is { } place) place.Leaf = null;
        node.Place = null;
    }

    private static LeafCar[] CopyOf(CellNode leaf)
    {
        var copy = new LeafCar[leaf.Count + 2];
        leaf.Cars.AsSpan(0, leaf.Count).CopyTo(copy);
        return copy;
    }
}
