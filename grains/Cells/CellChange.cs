namespace FleetActors.Cells;

/// <summary>What a filing changes in a <see cref="CellTree"/>.</summary>
/// <param name="From">The filing of the car that is in the tree, or null: the car is not there.</param>
/// <param name="To">The one that takes its place, or null: the car goes.</param>
public readonly record struct CellChange(CellCar? From, CellCar? To)
{
    /// <summary>Squares are not divided beyond this depth: cars that share a place share a leaf.</summary>
    private const int MaxDepth = 24;

    /// <summary>Makes the change in place. Only for a tree's maker, while the tree is not shown.</summary>
    /// <exception cref="InvalidOperationException">The earlier filing is not there.</exception>
    public void ApplyTo(CellTree tree)
    {
        var all = Square.Of(tree.Box);
        if (From is null) Add(tree.Root, Leaf(To!), all, 0);
        else if (To is null) Remove(tree.Root, From, all);
        else Move(tree.Root, From, Leaf(To), all, 0);
    }

    private static LeafCar Leaf(CellCar car) => new(UnitVector.Of(car.Position), car);

    private static void Add(CellNode node, in LeafCar car, Square square, int depth)
    {
        node.Count++;
        if (node.Quarters is { } quarters)
        {
            var quarter = square.QuarterOf(car.Car.Position);
            Add(quarters[quarter], car, square.Quarter(quarter), depth + 1);
            return;
        }
        if (node.Count > node.Cars.Length) Array.Resize(ref node.Cars, Math.Max(4, node.Cars.Length * 2));
        node.Cars[node.Count - 1] = car;
        if (node.Count > CellNode.LeafCapacity && depth < MaxDepth) Divide(node, square, depth);
    }

    private static void Remove(CellNode node, CellCar car, Square square)
    {
        if (node.Quarters is { } quarters)
        {
            var quarter = square.QuarterOf(car.Position);
            Remove(quarters[quarter], car, square.Quarter(quarter));
            node.Count--;
            if (node.Count <= CellNode.LeafCapacity / 2) Unite(node);
            return;
        }
        var at = IndexOf(node, car);
        node.Cars[at] = node.Cars[--node.Count];
        node.Cars[node.Count] = default;
    }

    private static void Move(CellNode node, CellCar from, in LeafCar to, Square square, int depth)
    {
        if (node.Quarters is not { } quarters)
        {
            node.Cars[IndexOf(node, from)] = to;
            return;
        }
        var (before, after) = (square.QuarterOf(from.Position), square.QuarterOf(to.Car.Position));
        if (before == after)
        {
            Move(quarters[after], from, to, square.Quarter(after), depth + 1);
            return;
        }
        Remove(quarters[before], from, square.Quarter(before));
        Add(quarters[after], to, square.Quarter(after), depth + 1);
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

    private static void Divide(CellNode node, Square square, int depth)
    {
        var cars = node.Cars.AsSpan(0, node.Count);
        node.Quarters = [new(), new(), new(), new()];
        node.Cars = [];
        foreach (ref readonly var car in cars)
        {
            var quarter = square.QuarterOf(car.Car.Position);
            Add(node.Quarters[quarter], car, square.Quarter(quarter), depth + 1);
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
}
