namespace FleetActors.Simulation;

/// <summary>
/// Finds the suitable free car that is soonest at a node, by widening circles of travel time from the node outwards.
/// Serves one caller at a time; allocates nothing.
/// </summary>
internal sealed class NearestCarSearch
{
    private readonly RoadNetwork _roads;
    private readonly FreeCars _free;
    private readonly TimeHeap _open = new();
    private readonly int[] _timeMs;
    private readonly int[] _stamp;
    private int _generation;

    public NearestCarSearch(RoadNetwork roads, FreeCars free)
    {
        _roads = roads;
        _free = free;
        _timeMs = new int[roads.NodeCount];
        _stamp = new int[roads.NodeCount];
    }

    /// <summary>The car that can drive to <paramref name="node"/> soonest, against the direction of the links, or −1 when none is within <paramref name="maxMs"/>.</summary>
    public (int Car, int TimeMs) ByDriving(int node, long maxMs, Predicate<int> isSuitable)
    {
        var inLinks = _roads.InLinks;
        var first = _roads.FirstIn;
        var from = _roads.LinkFrom;
        var travelMs = _roads.LinkTravelMs;
        var unseen = Begin(node);
        while (_open.Count > 0 && unseen > 0)
        {
            if (!Take(out var timeMs, out var at))
                continue;
            if (Pick(at, isSuitable, ref unseen) is var car and >= 0)
                return (car, timeMs);
            for (var i = first[at]; i < first[at + 1]; i++)
                Reach(from[inLinks[i]], timeMs + travelMs[inLinks[i]], maxMs);
        }

        return (-1, 0);
    }

    /// <summary>The car soonest reached on foot from <paramref name="node"/>, along roads in either direction, or −1 when none is within <paramref name="maxMs"/>.</summary>
    public (int Car, int TimeMs) OnFoot(int node, long maxMs, int walkMmPerSecond, Predicate<int> isSuitable)
    {
        var unseen = Begin(node);
        while (_open.Count > 0 && unseen > 0)
        {
            if (!Take(out var timeMs, out var at))
                continue;
            if (Pick(at, isSuitable, ref unseen) is var car and >= 0)
                return (car, timeMs);
            for (var i = _roads.FirstIn[at]; i < _roads.FirstIn[at + 1]; i++)
                Reach(_roads.LinkFrom[_roads.InLinks[i]], timeMs + WalkMs(_roads.InLinks[i], walkMmPerSecond), maxMs);
            for (var link = _roads.FirstOut[at]; link < _roads.FirstOut[at + 1]; link++)
                Reach(_roads.LinkTo[link], timeMs + WalkMs(link, walkMmPerSecond), maxMs);
        }

        return (-1, 0);
    }

    private int WalkMs(int link, int walkMmPerSecond) => (int)(_roads.LinkLengthMm[link] * 1_000L / walkMmPerSecond);

    private int Begin(int node)
    {
        _open.Clear();
        if (_generation == int.MaxValue)
        {
            Array.Clear(_stamp);
            _generation = 0;
        }

        _generation++;
        Reach(node, 0, 0);
        return _free.Count;
    }

    private bool Take(out int timeMs, out int node)
    {
        (timeMs, node) = _open.Pop();
        return timeMs == _timeMs[node];
    }

    private void Reach(int node, int timeMs, long maxMs)
    {
        if (timeMs > maxMs || (_stamp[node] == _generation && _timeMs[node] <= timeMs))
            return;
        _stamp[node] = _generation;
        _timeMs[node] = timeMs;
        _open.Push(timeMs, node);
    }

    private int Pick(int node, Predicate<int> isSuitable, ref int unseen)
    {
        var cars = _free.At(node);
        unseen -= cars.Count;
        for (var i = 0; i < cars.Count; i++)
        {
            if (isSuitable(cars[i]))
                return cars[i];
        }

        return -1;
    }
}
