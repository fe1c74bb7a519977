using FleetActors.Simulation;

namespace FleetActors.Benchmarks.Routing;

/// <summary>
/// The peer: A* led by landmarks, which this product used before it had a hierarchy. Only for networks without turn bans.
/// </summary>
internal sealed class LandmarkRouter
{
    private readonly RoadNetwork _roads;
    private readonly Landmarks _landmarks;
    private readonly TimeHeap _open = new();
    private readonly int[] _timeMs;
    private readonly int[] _cameBy;
    private readonly int[] _stamp;
    private int _generation;

    /// <summary>Prepares the landmarks, which takes about as long as sixteen plain searches.</summary>
    public LandmarkRouter(RoadNetwork roads)
    {
        _roads = roads;
        _landmarks = new Landmarks(roads);
        _timeMs = new int[roads.NodeCount];
        _cameBy = new int[roads.NodeCount];
        _stamp = new int[roads.NodeCount];
    }

    /// <summary>Time of the fastest route in ms and how many links it has; null when there is none.</summary>
    public (int TravelMs, int Links)? Find(int from, int to)
    {
        if (!Search(from, to))
            return null;
        var count = 0;
        for (var node = to; node != from; node = _roads.LinkFrom[_cameBy[node]])
            count++;
        return (_timeMs[to], count);
    }

    private bool Search(int from, int to)
    {
        NextGeneration();
        var firstOut = _roads.FirstOut;
        var ends = _roads.LinkTo;
        var travelMs = _roads.LinkTravelMs;
        _timeMs[from] = 0;
        _stamp[from] = _generation;
        _open.Push(_landmarks.LowerBoundMs(from, to), from);
        while (_open.Count > 0)
        {
            var (totalMs, node) = _open.Pop();
            if (node == to)
                return true;
            var timeMs = _timeMs[node];
            // An entry that a faster way to the node has overtaken. A node may come up again: where some nodes cannot
            // reach a landmark the bound is right but not consistent, and only looking again keeps the result exact.
            if (totalMs > timeMs + _landmarks.LowerBoundMs(node, to))
                continue;
            for (var link = firstOut[node]; link < firstOut[node + 1]; link++)
            {
                var end = ends[link];
                var reachedMs = timeMs + travelMs[link];
                if (_stamp[end] == _generation && _timeMs[end] <= reachedMs)
                    continue;
                _stamp[end] = _generation;
                _timeMs[end] = reachedMs;
                _cameBy[end] = link;
                _open.Push(reachedMs + _landmarks.LowerBoundMs(end, to), end);
            }
        }

        return false;
    }

    private void NextGeneration()
    {
        _open.Clear();
        if (_generation == int.MaxValue)
        {
            Array.Clear(_stamp);
            _generation = 0;
        }

        _generation++;
    }
}
