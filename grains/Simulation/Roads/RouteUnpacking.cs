namespace FleetActors.Simulation;

/// <summary>Turns the edges that a search found back into links. Keeps its arrays, which grow to the longest route so far.</summary>
internal sealed class RouteUnpacking(RoadHierarchy hierarchy)
{
    private int[] _climbs = new int[64];
    private int[] _open = new int[256];
    private int[] _links = new int[256];
    private int _linkCount;

    /// <summary>The links of the last route in driving order.</summary>
    public ReadOnlySpan<int> Links => _links.AsSpan(0, _linkCount);

    /// <summary>Follows the arcs from the rank where the two searches met, back to the start and on to the goal.</summary>
    public void Unpack(RouteWeights weights, int meeting, int[] climbedBy, int[] descendsBy)
    {
        _linkCount = 0;
        var origins = weights.Origins;
        var (up, down) = (weights.Up.Edges, weights.Down.Edges);
        var count = 0;
        for (var rank = meeting; climbedBy[rank] >= 0; rank = hierarchy.UpTail[_climbs[count - 1]])
        {
            if (count == _climbs.Length)
                Array.Resize(ref _climbs, count * 2);
            _climbs[count++] = up[climbedBy[rank]];
        }

        while (count > 0)
            Expand(origins, _climbs[--count] * 2);
        for (var rank = meeting; descendsBy[rank] >= 0;)
        {
            var edge = down[descendsBy[rank]];
            Expand(origins, edge * 2 + 1);
            rank = hierarchy.UpTail[edge];
        }
    }

    /// <summary>An edge is twice its number, plus one when it is descended: the place of its origin.</summary>
    private void Expand(ReadOnlySpan<EdgeOrigin> origins, int directedEdge)
    {
        var depth = 0;
        var at = directedEdge;
        while (true)
        {
            var origin = origins[at];
            if (!origin.IsArc)
            {
                if (depth == _open.Length)
                    Array.Resize(ref _open, depth * 2);
                _open[depth++] = origin.Second * 2;
                at = origin.First * 2 + 1;
                continue;
            }

            Add(hierarchy.Graph.LinkOf(origin.Arc));
            if (depth == 0)
                return;
            at = _open[--depth];
        }
    }

    private void Add(int link)
    {
        if (link < 0)
            return;
        if (_linkCount == _links.Length)
            Array.Resize(ref _links, _linkCount * 2);
        _links[_linkCount++] = link;
    }
}
