namespace FleetActors.Simulation;

/// <summary>
/// The order in which <see cref="RoadHierarchy"/> ranks nodes: a small set of nodes that cuts the network into two halves
/// comes last, each half is ordered in the same way. Small cuts are found by <see cref="InertialCut"/>. The order
/// depends on the network's shape only, not on travel times, and is the same on every machine.
/// </summary>
internal sealed class NestedDissection
{
    private readonly Neighbourhood _graph;
    private readonly InertialCut _cut;
    private readonly int[] _nodes;
    private readonly int[] _partOf;
    private readonly Stack<(int Start, int End)> _open = new();
    private int _lastPart;

    private NestedDissection(RoadNetwork roads)
    {
        _graph = Neighbourhood.Of(roads.SearchGraph);
        var places = new MapPoint[_graph.NodeCount];
        for (var node = 0; node < places.Length; node++)
            places[node] = roads.Nodes[roads.SearchGraph.RoadNodeOf(node)];
        _partOf = new int[_graph.NodeCount];
        _cut = new InertialCut(_graph, places, _partOf);
        _nodes = [.. Enumerable.Range(0, _graph.NodeCount)];
    }

    /// <summary>All nodes of the search graph, lowest rank first.</summary>
    public static int[] Order(RoadNetwork roads)
    {
        var dissection = new NestedDissection(roads);
        dissection.Run();
        return dissection._nodes;
    }

    private void Run()
    {
        _open.Push((0, _nodes.Length));
        while (_open.TryPop(out var range))
        {
            if (range.End - range.Start > 1)
                SplitIntoComponents(range.Start, range.End);
        }
    }

    /// <summary>Sorts a range into connected components and cuts each; what remains of them goes back on the stack.</summary>
    private void SplitIntoComponents(int start, int end)
    {
        var outside = ++_lastPart;
        foreach (var node in _nodes.AsSpan(start, end - start))
            _partOf[node] = outside;
        var members = _nodes.AsSpan(start, end - start).ToArray();
        var filled = start;
        foreach (var member in members)
        {
            if (_partOf[member] != outside)
                continue;
            var first = filled;
            var part = ++_lastPart;
            _partOf[member] = part;
            _nodes[filled++] = member;
            for (var at = first; at < filled; at++)
            {
                foreach (var neighbour in _graph.Of(_nodes[at]))
                {
                    if (_partOf[neighbour] != outside)
                        continue;
                    _partOf[neighbour] = part;
                    _nodes[filled++] = neighbour;
                }
            }

            CutComponent(first, filled);
        }
    }

    private void CutComponent(int start, int end)
    {
        if (end - start <= 2)
            return;
        var component = _nodes.AsSpan(start, end - start);
        component.Sort();
        var separator = _cut.Separator(component.ToArray());
        var isSeparator = separator.ToHashSet();
        var kept = start;
        foreach (var node in component.ToArray())
        {
            if (!isSeparator.Contains(node))
                _nodes[kept++] = node;
        }

        separator.CopyTo(_nodes.AsSpan(kept));
        _open.Push((start, kept));
    }
}
