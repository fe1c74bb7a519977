namespace FleetActors.Cells;

/// <summary>
/// Makes the next <see cref="CellTree"/> from one. Nodes that it has copied once belong to it until the tree is published, so
/// that a batch of changes copies each of them once. To be used by one thread at a time.
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
    public void Add(CellCar car) => _root = Add(_root, new LeafCar(UnitVector.Of(car.Position), car), Square.Of(_box), 0);

    /// <summary>Takes a car out that is in the tree.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public void Remove(CellCar car) => _root = Remove(_root, car, Square.Of(_box));

    /// <summary>Puts a car in the place of an earlier filing of it, which is in the tree.</summary>
    /// <exception cref="InvalidOperationException">The earlier one is not there.</exception>
    public void Move(CellCar from, CellCar to) => _root = Move(_root, from, new LeafCar(UnitVector.Of(to.Position), to), Square.Of(_box), 0);

    /// <summary>The tree as it is now. What is changed afterwards does not show in it.</summary>
    public CellTree Publish()
    {
        _batch = new();
        return new(_box, _root);
    }

    private CellNode Add(CellNode node, in LeafCar car, Square square, int depth)
    {
        var own = Own(node);
        own.Count++;
        if (own.Quarters is { } quarters)
        {
            var quarter = square.QuarterOf(car.Car.Position);
            quarters[quarter] = Add(quarters[quarter], car, square.Quarter(quarter), depth + 1);
            return own;
        }
        if (own.Count > own.Cars.Length) Array.Resize(ref own.Cars, Math.Max(4, own.Cars.Length * 2));
        own.Cars[own.Count - 1] = car;
        if (own.Count > CellNode.LeafCapacity && depth < MaxDepth) Divide(own, square, depth);
        return own;
    }

    private CellNode Remove(CellNode node, CellCar car, Square square)
    {
        var own = Own(node);
        if (own.Quarters is { } quarters)
        {
            var quarter = square.QuarterOf(car.Position);
            quarters[quarter] = Remove(quarters[quarter], car, square.Quarter(quarter));
            own.Count--;
            if (own.Count <= CellNode.LeafCapacity / 2) Unite(own);
            return own;
        }
        var at = IndexOf(own, car);
        own.Cars[at] = own.Cars[--own.Count];
        own.Cars[own.Count] = default;
        return own;
    }

    private CellNode Move(CellNode node, CellCar from, in LeafCar to, Square square, int depth)
    {
        var own = Own(node);
        if (own.Quarters is not { } quarters)
        {
            own.Cars[IndexOf(own, from)] = to;
            return own;
        }
        var (before, after) = (square.QuarterOf(from.Position), square.QuarterOf(to.Car.Position));
        if (before == after)
        {
            quarters[after] = Move(quarters[after], from, to, square.Quarter(after), depth + 1);
            return own;
        }
        quarters[before] = Remove(quarters[before], from, square.Quarter(before));
        quarters[after] = Add(quarters[after], to, square.Quarter(after), depth + 1);
        return own;
    }

    private static int IndexOf(CellNode leaf, CellCar car)
    {
        var cars = leaf.Cars.AsSpan(0, leaf.Count);
        for (var at = 0; at < cars.Length; at++)
        {
            if (ReferenceEquals(cars[at].Car, car)) return at;
        }
        for (var at = 0; at < cars.Length; at++)
        {
            if (cars[at].Car.Vehicle == car.Vehicle) return at;
        }
        throw new InvalidOperationException($"{car.Vehicle} is not where it was filed.");
    }

    private void Divide(CellNode node, Square square, int depth)
    {
        var cars = node.Cars.AsSpan(0, node.Count);
        node.Quarters = [NewNode(), NewNode(), NewNode(), NewNode()];
        node.Cars = [];
        foreach (ref readonly var car in cars)
        {
            var quarter = square.QuarterOf(car.Car.Position);
            node.Quarters[quarter] = Add(node.Quarters[quarter], car, square.Quarter(quarter), depth + 1);
        }
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
        return new()
        {
            Editor = _batch,
            Count = node.Count,
            Quarters = node.Quarters is { } quarters ? [.. quarters] : null,
            Cars = node.Quarters is null ? CopyOf(node) : [],
        };
    }

    private static LeafCar[] CopyOf(CellNode leaf)
    {
        var copy = new LeafCar[leaf.Count + 2];
        leaf.Cars.AsSpan(0, leaf.Count).CopyTo(copy);
        return copy;
    }

    private CellNode NewNode() => new() { Editor = _batch };
}
