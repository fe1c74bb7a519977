using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FleetActors.Simulation;

/// <summary>
/// Exact fastest routes on a customizable contraction hierarchy. One router serves one caller at a time: it keeps its
/// arrays between queries, so that a query allocates nothing but its result, and <see cref="TryFind"/> not even that.
/// Routers of one network share everything else.
/// </summary>
public sealed class Router
{
    private readonly int[] _fromStartMs;
    private readonly int[] _toGoalMs;
    private readonly int[] _climbedBy;
    private readonly int[] _descendsBy;
    private readonly RouteUnpacking _unpacking;
    private RouteWeights _weights;

    /// <summary>A router for free-flow times.</summary>
    public Router(RoadNetwork roads)
        : this(roads.FreeFlow)
    {
    }

    /// <summary>A router for given times.</summary>
    public Router(RouteWeights weights)
    {
        _weights = weights;
        var count = weights.Hierarchy.NodeCount;
        _fromStartMs = new int[count];
        _toGoalMs = new int[count];
        _climbedBy = new int[count];
        _descendsBy = new int[count];
        Array.Fill(_fromStartMs, RouteWeights.Unreachable);
        Array.Fill(_toGoalMs, RouteWeights.Unreachable);
        _unpacking = new RouteUnpacking(weights.Hierarchy);
    }

    /// <summary>The network this router searches.</summary>
    public RoadNetwork Roads => _weights.Roads;

    /// <summary>Routes by other travel times of the same network from now on.</summary>
    public void Use(RouteWeights weights)
    {
        if (weights.Hierarchy != _weights.Hierarchy)
            throw new ArgumentException("These weights belong to another network.", nameof(weights));
        _weights = weights;
    }

    /// <summary>The fastest route, or null when <paramref name="to"/> cannot be reached from <paramref name="from"/>.</summary>
    public Route? Find(int from, int to)
    {
        if (from == to)
            return new Route(Roads, from, to, [], _weights.LinkTravelMs);
        var (meeting, _) = Search(from, to);
        if (meeting < 0)
            return null;
        Unpack(meeting);
        return new Route(Roads, from, to, _unpacking.Links.ToArray(), _weights.LinkTravelMs);
    }

    /// <summary>
    /// The fastest route without allocating. False when there is none.
    /// </summary>
    /// <param name="from">Node where it starts.</param>
    /// <param name="to">Node where it ends.</param>
    /// <param name="travelMs">Its time, at most <see cref="RouteWeights.Unreachable"/>.</param>
    /// <param name="links">Its links in driving order; valid until the next call.</param>
    public bool TryFind(int from, int to, out int travelMs, out ReadOnlySpan<int> links)
    {
        travelMs = 0;
        links = [];
        if (from == to)
            return true;
        (var meeting, travelMs) = Search(from, to);
        if (meeting < 0)
            return false;
        Unpack(meeting);
        links = _unpacking.Links;
        return true;
    }

    /// <summary>The time of the fastest route, or <see cref="RouteWeights.Unreachable"/>.</summary>
    public int TravelMs(int from, int to) => from == to ? 0 : Search(from, to).TravelMs;

    /// <summary>
    /// Climbs from both ends. All that can be met lies on the two ways to the root of the elimination tree, so both are
    /// walked in order of rank, without a heap; each rank's time is final when its turn comes, and is cleared then.
    /// </summary>
    private (int Meeting, int TravelMs) Search(int from, int to)
    {
        var hierarchy = _weights.Hierarchy;
        var (parent, none) = (hierarchy.Parent, hierarchy.NodeCount);
        var (up, down) = (_weights.Up, _weights.Down);
        var x = hierarchy.Rank[from];
        var y = hierarchy.Rank[hierarchy.Graph.TargetOf(to)];
        _fromStartMs[x] = 0;
        _toGoalMs[y] = 0;
        _climbedBy[x] = -1;
        _descendsBy[y] = -1;
        while (x != y)
        {
            if (x < y)
            {
                Climb(up, _fromStartMs, _climbedBy, x, RouteWeights.Unreachable);
                x = parent[x];
            }
            else
            {
                Climb(down, _toGoalMs, _descendsBy, y, RouteWeights.Unreachable);
                y = parent[y];
            }
        }

        var (meeting, bestMs) = (-1, RouteWeights.Unreachable);
        for (; x != none; x = parent[x])
        {
            var throughMs = unchecked(_fromStartMs[x] + _toGoalMs[x]);
            if (throughMs < bestMs)
                (meeting, bestMs) = (x, throughMs);
            Climb(up, _fromStartMs, _climbedBy, x, bestMs);
            Climb(down, _toGoalMs, _descendsBy, x, bestMs);
        }

        return (meeting, bestMs);
    }

    /// <summary>Passes a rank's time on to higher ones, unless it is already no better than <paramref name="limitMs"/>, and clears it.</summary>
    private static void Climb(ClimbingArcs arcs, int[] timesMs, int[] cameBy, int rank, int limitMs)
    {
        var timeMs = timesMs[rank];
        timesMs[rank] = RouteWeights.Unreachable;
        if (timeMs >= limitMs)
            return;
        // Heads are ranks by construction; without the checks the loop is a third faster.
        ref var times = ref MemoryMarshal.GetArrayDataReference(timesMs);
        ref var came = ref MemoryMarshal.GetArrayDataReference(cameBy);
        ref var arc = ref MemoryMarshal.GetArrayDataReference(arcs.Arcs);
        var end = arcs.First[rank + 1];
        for (var at = arcs.First[rank]; at < end; at++)
        {
            var (head, arcMs) = Unsafe.Add(ref arc, at);
            var reachedMs = unchecked(timeMs + arcMs);
            if (reachedMs >= Unsafe.Add(ref times, head))
                continue;
            Unsafe.Add(ref times, head) = reachedMs;
            Unsafe.Add(ref came, head) = at;
        }
    }

    private void Unpack(int meeting) => _unpacking.Unpack(_weights, meeting, _climbedBy, _descendsBy);
}
