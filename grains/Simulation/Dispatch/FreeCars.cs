namespace FleetActors.Simulation;

/// <summary>Which cars stand free at which node. Cars of a node are listed in order of their index, so no history shows in a choice.</summary>
internal sealed class FreeCars(int nodeCount)
{
    private readonly List<int>?[] _atNode = new List<int>?[nodeCount];

    public int Count { get; private set; }

    public IReadOnlyList<int> At(int node) => (IReadOnlyList<int>?)_atNode[node] ?? [];

    public void Add(int node, int car)
    {
        var cars = _atNode[node] ??= [];
        var at = cars.BinarySearch(car);
        if (at >= 0)
            throw new InvalidOperationException($"Car {car} already stands free at node {node}.");
        cars.Insert(~at, car);
        Count++;
    }

    public void Remove(int node, int car)
    {
        if (_atNode[node]?.Remove(car) != true)
            throw new InvalidOperationException($"Car {car} does not stand free at node {node}.");
        Count--;
    }
}
