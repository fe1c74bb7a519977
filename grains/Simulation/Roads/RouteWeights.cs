namespace FleetActors.Simulation;

/// <summary>
/// Travel times put onto a <see cref="RoadHierarchy"/> ("customization"): each edge gets its fastest time in both
/// directions, and edges that no fastest route needs are left out of the search. Never changes once made, so any number
/// of routers share it; when travel times change, make a new one: milliseconds for a town, some two seconds for 360,000 links.
/// </summary>
public sealed class RouteWeights
{
    /// <summary>The time of what cannot be reached: twelve days. Links that take longer count as closed.</summary>
    public const int Unreachable = (1 << 30) - 1;

    private readonly RoadHierarchy _hierarchy;
    private readonly int[] _linkTravelMs;
    private readonly int[] _upMs;
    private readonly int[] _downMs;
    private readonly EdgeOrigin[] _origins;

    /// <summary>Weights for any travel times; those of free flow are <see cref="RoadNetwork.FreeFlow"/>.</summary>
    /// <param name="roads">The network.</param>
    /// <param name="linkTravelMs">Time of every link in milliseconds, none negative; <see cref="Unreachable"/> or more closes a link.</param>
    public RouteWeights(RoadNetwork roads, ReadOnlySpan<int> linkTravelMs)
    {
        if (linkTravelMs.Length != roads.LinkCount)
            throw new ArgumentException($"There are {roads.LinkCount} links, but {linkTravelMs.Length} travel times.", nameof(linkTravelMs));
        Roads = roads;
        _hierarchy = roads.Hierarchy;
        _linkTravelMs = linkTravelMs.ToArray();
        _upMs = new int[_hierarchy.EdgeCount];
        _downMs = new int[_hierarchy.EdgeCount];
        _origins = new EdgeOrigin[_hierarchy.EdgeCount * 2];
        Array.Fill(_upMs, Unreachable);
        Array.Fill(_downMs, Unreachable);
        TakeLinks();
        RelaxOverLower();
        var (fastestUpMs, fastestDownMs) = RelaxOverHigher();
        Up = ClimbingArcs.Of(_hierarchy, _upMs, fastestUpMs);
        Down = ClimbingArcs.Of(_hierarchy, _downMs, fastestDownMs);
    }

    /// <summary>The network they belong to.</summary>
    public RoadNetwork Roads { get; }

    /// <summary>The times they were made from, by link.</summary>
    public ReadOnlySpan<int> LinkTravelMs => _linkTravelMs;

    internal RoadHierarchy Hierarchy => _hierarchy;

    /// <summary>What a search from the start climbs.</summary>
    internal ClimbingArcs Up { get; }

    /// <summary>What a search from the goal climbs, against the direction of travel.</summary>
    internal ClimbingArcs Down { get; }

    /// <summary>What each edge is made of: two for every edge, climbing and descending.</summary>
    internal ReadOnlySpan<EdgeOrigin> Origins => _origins;

    private void TakeLinks()
    {
        var graph = _hierarchy.Graph;
        for (var arc = 0; arc < graph.ArcCount; arc++)
        {
            var edge = _hierarchy.EdgeOfArc[arc];
            if (edge < 0)
                continue;
            var link = graph.LinkOf(arc);
            var timeMs = link < 0 ? 0 : _linkTravelMs[link];
            ArgumentOutOfRangeException.ThrowIfNegative(timeMs);
            var climbs = _hierarchy.Rank[graph.Tail[arc]] < _hierarchy.Rank[graph.Head[arc]];
            ref var bestMs = ref (climbs ? ref _upMs[edge] : ref _downMs[edge]);
            if (timeMs >= bestMs)
                continue;
            bestMs = timeMs;
            _origins[edge * 2 + (climbs ? 0 : 1)] = EdgeOrigin.OfArc(arc);
        }
    }

    /// <summary>Each edge (x, y) is compared with the ways x → z → y over every lower z, from the bottom up.</summary>
    private void RelaxOverLower()
    {
        var (firstUp, head, tail) = (_hierarchy.FirstUp, _hierarchy.UpHead, _hierarchy.UpTail);
        var (firstDown, downEdges) = (_hierarchy.FirstDown, _hierarchy.DownEdges);
        var edgeTo = new int[_hierarchy.NodeCount];
        for (var x = 0; x < edgeTo.Length; x++)
        {
            for (var edge = firstUp[x]; edge < firstUp[x + 1]; edge++)
                edgeTo[head[edge]] = edge;
            for (var i = firstDown[x]; i < firstDown[x + 1]; i++)
            {
                var zx = downEdges[i];
                RelaxOver(zx, firstUp[tail[zx] + 1], edgeTo);
            }
        }
    }

    /// <summary>Edges of z after the one to x lead to higher ranks than x, all of them neighbours of x.</summary>
    private void RelaxOver(int zx, int end, int[] edgeTo)
    {
        var (upMs, downMs, head, origins) = (_upMs, _downMs, _hierarchy.UpHead, _origins);
        var (zxMs, xzMs) = (upMs[zx], downMs[zx]);
        if (zxMs == Unreachable && xzMs == Unreachable)
            return;
        unchecked
        {
            for (var zy = zx + 1; zy < end; zy++)
            {
                var xy = edgeTo[head[zy]];
                if (xzMs + upMs[zy] < upMs[xy])
                {
                    upMs[xy] = xzMs + upMs[zy];
                    origins[xy * 2] = new EdgeOrigin(zx, zy);
                }

                if (downMs[zy] + zxMs < downMs[xy])
                {
                    downMs[xy] = downMs[zy] + zxMs;
                    origins[xy * 2 + 1] = new EdgeOrigin(zy, zx);
                }
            }
        }
    }

    /// <summary>
    /// The true fastest time between the ends of each edge, from the top down: a way from x to v that first climbs to y
    /// goes on by the true time between y and v, which are joined as both are higher neighbours of x.
    /// </summary>
    private (int[] UpMs, int[] DownMs) RelaxOverHigher()
    {
        var (firstUp, head, tail) = (_hierarchy.FirstUp, _hierarchy.UpHead, _hierarchy.UpTail);
        var (firstDown, downEdges) = (_hierarchy.FirstDown, _hierarchy.DownEdges);
        var (fastestUpMs, fastestDownMs) = ((int[])_upMs.Clone(), (int[])_downMs.Clone());
        var edgeTo = new int[_hierarchy.NodeCount];
        for (var y = edgeTo.Length - 1; y >= 0; y--)
        {
            for (var edge = firstUp[y]; edge < firstUp[y + 1]; edge++)
                edgeTo[head[edge]] = edge;
            for (var i = firstDown[y]; i < firstDown[y + 1]; i++)
            {
                var xy = downEdges[i];
                RelaxOverNeighbour(xy, firstUp[tail[xy] + 1], edgeTo, fastestUpMs, fastestDownMs);
            }
        }

        return (fastestUpMs, fastestDownMs);
    }

    private void RelaxOverNeighbour(int xy, int end, int[] edgeTo, int[] fastestUpMs, int[] fastestDownMs)
    {
        var (upMs, downMs, head) = (_upMs, _downMs, _hierarchy.UpHead);
        var (xyMs, yxMs) = (upMs[xy], downMs[xy]);
        var (bestXyMs, bestYxMs) = (fastestUpMs[xy], fastestDownMs[xy]);
        unchecked
        {
            for (var xv = xy + 1; xv < end; xv++)
            {
                var yv = edgeTo[head[xv]];
                var (yvMs, vyMs) = (fastestUpMs[yv], fastestDownMs[yv]);
                fastestUpMs[xv] = Math.Min(fastestUpMs[xv], xyMs + yvMs);
                fastestDownMs[xv] = Math.Min(fastestDownMs[xv], vyMs + yxMs);
                bestXyMs = Math.Min(bestXyMs, upMs[xv] + vyMs);
                bestYxMs = Math.Min(bestYxMs, yvMs + downMs[xv]);
            }
        }

        (fastestUpMs[xy], fastestDownMs[xy]) = (bestXyMs, bestYxMs);
    }
}
