namespace FleetActors.Simulation;

/// <summary>
/// A road network that never changes: nodes with a place, directed links between them. Links are numbered so that
/// those leaving a node are neighbours in memory (compressed sparse rows); parallel links and dead ends are allowed.
/// </summary>
public sealed class RoadNetwork
{
    private readonly MapPoint[] _nodes;
    private readonly int[] _from;
    private readonly int[] _to;
    private readonly int[] _lengthMm;
    private readonly int[] _travelMs;
    private readonly int[] _firstOut;
    private readonly int[] _firstIn;
    private readonly int[] _in;
    private readonly short[] _headingDegrees;
    private readonly NodeGrid _grid;

    /// <summary>Sorts and checks the links. Throws <see cref="ArgumentException"/> when there is no node, or a link names an unknown one.</summary>
    public RoadNetwork(IReadOnlyList<MapPoint> nodes, IEnumerable<RoadLink> links)
    {
        if (nodes.Count == 0)
            throw new ArgumentException("A road network needs at least one node.", nameof(nodes));
        _nodes = [.. nodes];
        var sorted = links.OrderBy(link => link.From).ThenBy(link => link.To).ThenBy(link => link.TravelMs).ThenBy(link => link.LengthMm).ToArray();
        foreach (var link in sorted)
            Check(link, _nodes.Length);

        _from = Array.ConvertAll(sorted, link => link.From);
        _to = Array.ConvertAll(sorted, link => link.To);
        _lengthMm = Array.ConvertAll(sorted, link => link.LengthMm);
        _travelMs = Array.ConvertAll(sorted, link => link.TravelMs);
        _firstOut = CountStarts(_from, _nodes.Length);
        _firstIn = CountStarts(_to, _nodes.Length);
        _in = new int[sorted.Length];
        var next = _firstIn.AsSpan(0, _nodes.Length).ToArray();
        for (var link = 0; link < sorted.Length; link++)
            _in[next[_to[link]]++] = link;

        (SouthWest, NorthEast) = Bounds(_nodes);
        Scale = new MapScale(new MapPoint((int)(((long)SouthWest.LatE7 + NorthEast.LatE7) / 2), (int)(((long)SouthWest.LonE7 + NorthEast.LonE7) / 2)));
        _headingDegrees = Array.ConvertAll(sorted, link => (short)Scale.HeadingDegrees(_nodes[link.From], _nodes[link.To]));
        _grid = new NodeGrid(_nodes, Scale, SouthWest, NorthEast);
    }

    /// <summary>Number of nodes, at least 1.</summary>
    public int NodeCount => _nodes.Length;

    /// <summary>Number of directed links.</summary>
    public int LinkCount => _from.Length;

    /// <summary>South-west corner of the smallest box around all nodes.</summary>
    public MapPoint SouthWest { get; }

    /// <summary>North-east corner of the smallest box around all nodes.</summary>
    public MapPoint NorthEast { get; }

    /// <summary>How degrees become millimetres on this map.</summary>
    public MapScale Scale { get; }

    /// <summary>Place of every node, by node index.</summary>
    public ReadOnlySpan<MapPoint> Nodes => _nodes;

    /// <summary>Start node of every link, by link index; ascending.</summary>
    public ReadOnlySpan<int> LinkFrom => _from;

    /// <summary>End node of every link.</summary>
    public ReadOnlySpan<int> LinkTo => _to;

    /// <summary>Length of every link in millimetres, at least 1.</summary>
    public ReadOnlySpan<int> LinkLengthMm => _lengthMm;

    /// <summary>Free-flow travel time of every link in milliseconds, at least 1.</summary>
    public ReadOnlySpan<int> LinkTravelMs => _travelMs;

    /// <summary>Compass direction of every link in whole degrees.</summary>
    public ReadOnlySpan<short> LinkHeadingDegrees => _headingDegrees;

    /// <summary>Index of the first link that leaves each node; entry <see cref="NodeCount"/> closes the last row.</summary>
    public ReadOnlySpan<int> FirstOut => _firstOut;

    /// <summary>Index into <see cref="InLinks"/> of the first link that enters each node; entry <see cref="NodeCount"/> closes the last row.</summary>
    public ReadOnlySpan<int> FirstIn => _firstIn;

    /// <summary>Links ordered by the node they enter.</summary>
    public ReadOnlySpan<int> InLinks => _in;

    /// <summary>Length of the whole network in metres, each direction counted.</summary>
    public long TotalMetres => _lengthMm.Sum(length => (long)length) / 1_000;

    /// <summary>Free-flow speed of a link in km/h, rounded, at least 1.</summary>
    public int LinkSpeedKmh(int link) => (int)Math.Max(1, ((long)_lengthMm[link] * 36 + _travelMs[link] * 5L) / (_travelMs[link] * 10L));

    /// <summary>The node with the smallest straight distance to a place; of equally near ones the smallest index.</summary>
    public int NearestNode(MapPoint place) => _grid.Nearest(place);

    private static void Check(RoadLink link, int nodeCount)
    {
        if ((uint)link.From >= (uint)nodeCount || (uint)link.To >= (uint)nodeCount)
            throw new ArgumentException($"Link {link.From}→{link.To} names a node that does not exist (there are {nodeCount}).");
        if (link.LengthMm < 1 || link.TravelMs < 1)
            throw new ArgumentException($"Link {link.From}→{link.To} needs a length and a travel time above zero.");
    }

    private static int[] CountStarts(int[] nodeOfLink, int nodeCount)
    {
        var starts = new int[nodeCount + 1];
        foreach (var node in nodeOfLink)
            starts[node + 1]++;
        for (var node = 0; node < nodeCount; node++)
            starts[node + 1] += starts[node];
        return starts;
    }

    private static (MapPoint SouthWest, MapPoint NorthEast) Bounds(MapPoint[] nodes) => (
        new MapPoint(nodes.Min(node => node.LatE7), nodes.Min(node => node.LonE7)),
        new MapPoint(nodes.Max(node => node.LatE7), nodes.Max(node => node.LonE7)));
}
