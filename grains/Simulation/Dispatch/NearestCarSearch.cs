namespace FleetActors.Simulation;

/// <summary>
/// Finds the suitable free car that is soonest at a node, by widening circles of travel time from the node outwards.
/// Serves one caller at a time; allocates nothing.
/// </summary>
internal sealed class NearestCarSearch
{
    private readonly RoadNetwork _roads;
    private readonly SearchGraph _graph;
    private readonly FreeCars _free;
    private readonly TimeHeap _open = new();
    private readonly int[] _timeMs;
    private readonly int[] _stamp;
    private int _generation;

    public NearestCarSearch(RoadNetwork roads, FreeCars free)
    {
        _roads = roads;
        _graph = roads.SearchGraph;
        _free = free;
        _timeMs = new int[_graph.NodeCount];
        _stamp = new int[_graph.NodeCount];
    }

    /// <summary>The car that can drive to <paramref name="node"/> soonest, against the direction of the links, or −1 when none is within <paramref name="maxMs"/>.</summary>
    public (int Car, int TimeMs) ByDriving(int node, long maxMs, Predicate<int> isSuitable)
    {
        Span<CarOnItsWay> soonest = stackalloc CarOnItsWay[1];
        return ByDriving(node, maxMs, isSuitable, soonest) == 0 ? (-1, 0) : (soonest[0].Car, soonest[0].TimeMs);
    }

    /// <summary>Fills <paramref name="found"/> with the cars that can drive to <paramref name="node"/> soonest, soonest first; says how many there are.</summary>
    public int ByDriving(int node, long maxMs, Predicate<int> isSuitable, Span<CarOnItsWay> found)
    {
        var inArcs = _graph.InArcs;
        var first = _graph.FirstIn;
        var from = _graph.Tail;
        var travelMs = _roads.LinkTravelMs;
        var unseen = Begin(_graph.TargetOf(node));
        var count = 0;
        while (_open.Count > 0 && unseen > 0)
        {
            if (!Take(out var timeMs, out var at))
                continue;
            // Cars set off from the junction's own number, never from a copy that stands for arrivals.
            if (at < _roads.NodeCount)
                count = PickAll(at, timeMs, isSuitable, ref unseen, found, count);
            if (count == found.Length)
                break;
            for (var i = first[at]; i < first[at + 1]; i++)
            {
                var link = _graph.LinkOf(inArcs[i]);
                Reach(from[inArcs[i]], link < 0 ? timeMs : (long)timeMs + travelMs[link], maxMs);
            }
        }

        return count;
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

    private long WalkMs(int link, int walkMmPerSecond) => _roads.LinkLengthMm[link] * 1_000L / walkMmPerSecond;

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

    private void Reach(int node, long timeMs, long maxMs)
    {
        if (timeMs > Math.Min(maxMs, int.MaxValue) || (_stamp[node] == _generation && _timeMs[node] <= timeMs))
            return;
        _stamp[node] = _generation;
        _timeMs[node] = (int)timeMs;
        _open.Push((int)timeMs, node);
    }

    private int PickAll(int node, int timeMs, Predicate<int> isSuitable, ref int unseen, Span<CarOnItsWay> found, int count)
    {
        var cars = _free.At(node);
        unseen -= cars.Count;
        for (var i = 0; i < cars.Count && count < found.Length; i++)
        {
            if (isSuitable(cars[i]))
                found[count++] = new CarOnItsWay(cars[i], timeMs);
        }

        return count;
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
