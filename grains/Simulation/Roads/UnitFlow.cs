namespace FleetActors.Simulation;

/// <summary>Maximum flow (Dinic) in one part of a network where every pair of neighbours carries at most one unit in either direction.</summary>
internal sealed class UnitFlow
{
    private const byte Sink = 1;
    private const int Unseen = -1;

    private readonly Neighbourhood _graph;
    private readonly int[] _partOf;
    private readonly sbyte[] _flow;
    private readonly int[] _level;
    private readonly int[] _next;
    private readonly byte[] _end;
    private readonly int[] _queue;
    private readonly List<int> _path = [];
    private int[] _part = [];
    private int[] _sinks = [];

    /// <param name="graph">The whole network.</param>
    /// <param name="partOf">Number of the part that each node belongs to at the moment; links to other parts carry nothing.</param>
    public UnitFlow(Neighbourhood graph, int[] partOf)
    {
        _graph = graph;
        _partOf = partOf;
        _flow = new sbyte[graph.Ends.Length];
        _level = new int[graph.NodeCount];
        _next = new int[graph.NodeCount];
        _end = new byte[graph.NodeCount];
        _queue = new int[graph.NodeCount];
    }

    /// <summary>Pushes as much as goes through a part from its sources to its sinks, which have no node in common.</summary>
    public void Maximize(int[] part, int[] sources, int[] sinks)
    {
        _part = part;
        _sinks = sinks;
        foreach (var node in part)
        {
            _end[node] = 0;
            _flow.AsSpan(_graph.First[node], _graph.First[node + 1] - _graph.First[node]).Clear();
        }

        foreach (var node in sinks)
            _end[node] = Sink;
        while (Rank(sources, forward: true))
        {
            foreach (var node in sources)
                PushFrom(node);
        }
    }

    /// <summary>The nodes still reached from the sources that have a neighbour beyond, and how many more are reached. Right after <see cref="Maximize"/>.</summary>
    public (List<int> Border, int Inside) SourceSide() => Side();

    /// <summary>The same seen from the sinks.</summary>
    public (List<int> Border, int Inside) SinkSide()
    {
        Rank(_sinks, forward: false);
        return Side();
    }

    private (List<int> Border, int Inside) Side()
    {
        var border = new List<int>();
        var inside = 0;
        foreach (var node in _part)
        {
            if (_level[node] == Unseen)
                continue;
            var touches = false;
            foreach (var neighbour in _graph.Of(node))
                touches |= _partOf[neighbour] == _partOf[node] && _level[neighbour] == Unseen;
            if (touches)
                border.Add(node);
            else
                inside++;
        }

        return (border, inside);
    }

    /// <summary>Distances from the starts over what still has room, in the flow's direction or against it; whether a sink was reached.</summary>
    private bool Rank(int[] starts, bool forward)
    {
        foreach (var node in _part)
        {
            _level[node] = Unseen;
            _next[node] = _graph.First[node];
        }

        var count = 0;
        foreach (var node in starts)
        {
            _level[node] = 0;
            _queue[count++] = node;
        }

        var sinkLevel = int.MaxValue;
        for (var at = 0; at < count && _level[_queue[at]] < sinkLevel; at++)
        {
            var node = _queue[at];
            for (var entry = _graph.First[node]; entry < _graph.First[node + 1]; entry++)
            {
                var neighbour = _graph.Ends[entry];
                var hasRoom = forward ? _flow[entry] < 1 : _flow[entry] > -1;
                if (!hasRoom || _level[neighbour] != Unseen || _partOf[neighbour] != _partOf[node])
                    continue;
                _level[neighbour] = _level[node] + 1;
                _queue[count++] = neighbour;
                if (forward && _end[neighbour] == Sink)
                    sinkLevel = _level[neighbour];
            }
        }

        return sinkLevel != int.MaxValue;
    }

    /// <summary>As many shortest ways as there are from one source to sinks; each node's entries are tried once in a ranking.</summary>
    private void PushFrom(int source)
    {
        _path.Clear();
        var node = source;
        while (true)
        {
            if (_end[node] == Sink)
            {
                foreach (var entry in _path)
                {
                    _flow[entry]++;
                    _flow[_graph.Opposite[entry]]--;
                }

                _path.Clear();
                node = source;
            }

            if (_next[node] < _graph.First[node + 1])
            {
                var entry = _next[node];
                var neighbour = _graph.Ends[entry];
                if (_flow[entry] < 1 && _level[neighbour] == _level[node] + 1 && _partOf[neighbour] == _partOf[source])
                {
                    _path.Add(entry);
                    node = neighbour;
                }
                else
                    _next[node]++;
            }
            else if (_path.Count == 0)
                return;
            else
            {
                var entry = _path[^1];
                _path.RemoveAt(_path.Count - 1);
                node = _graph.Ends[_graph.Opposite[entry]];
                _next[node]++;
            }
        }
    }
}
