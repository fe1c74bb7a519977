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
    private readonly TurnBan[] _turnBans;
    private readonly Lazy<SearchGraph> _searchGraph;
    private readonly Lazy<RouteWeights> _freeFlow;
    private Lazy<RoadHierarchy> _hierarchy;

    /// <summary>
    /// Sorts and checks the links. Throws <see cref="ArgumentException"/> when there is no node, a link names an unknown
    /// one, or a ban names links that do not follow each other.
    /// </summary>
    /// <param name="nodes">Place of every node.</param>
    /// <param name="links">The links; they are renumbered in order of their start.</param>
    /// <param name="turnBans">Turns that may not be taken, by the numbers of the links as they are given here.</param>
    public RoadNetwork(IReadOnlyList<MapPoint> nodes, IEnumerable<RoadLink> links, IReadOnlyCollection<TurnBan>? turnBans = null)
    {
        if (nodes.Count == 0)
            throw new ArgumentException("A road network needs at least one node.", nameof(nodes));
        _nodes = [.. nodes];
        var given = links.ToArray();
        var order = Enumerable.Range(0, given.Length).OrderBy(i => given[i].From).ThenBy(i => given[i].To).ThenBy(i => given[i].TravelMs).ThenBy(i => given[i].LengthMm).ToArray();
        var sorted = Array.ConvertAll(order, i => given[i]);
        foreach (var link in sorted)
            Check(link, _nodes.Length);

        _from = Array.ConvertAll(sorted, link => link.From);
        _to = Array.ConvertAll(sorted, link => link.To);
        _lengthMm = Array.ConvertAll(sorted, link => link.LengthMm);
        _travelMs = Array.ConvertAll(sorted, link => link.TravelMs);
        _firstOut = CountStarts(_from, _nodes.Length);
        _firstIn = CountStarts(_to, _nodes.Length);
        _in = OrderByNode(_to, _firstIn, _nodes.Length);
        _turnBans = Renumber(turnBans ?? [], order);

        (SouthWest, NorthEast) = Bounds(_nodes);
        Scale = new MapScale(new MapPoint((int)(((long)SouthWest.LatE7 + NorthEast.LatE7) / 2), (int)(((long)SouthWest.LonE7 + NorthEast.LonE7) / 2)));
        _headingDegrees = Array.ConvertAll(sorted, link => (short)Scale.HeadingDegrees(_nodes[link.From], _nodes[link.To]));
        _grid = new NodeGrid(_nodes, Scale, SouthWest, NorthEast);
        _searchGraph = new(() => _turnBans.Length == 0 ? new SearchGraph(_nodes.Length, _from, _to, _firstOut, _firstIn, _in) : JunctionSplit.Of(this));
        _hierarchy = new(() => new RoadHierarchy(SearchGraph, NestedDissection.Order(this)));
        _freeFlow = new(() => new RouteWeights(this, _travelMs));
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

    /// <summary>Turns that may not be taken, in order of their links. Travel times and routes of this library keep to them.</summary>
    public ReadOnlySpan<TurnBan> TurnBans => _turnBans;

    /// <summary>What searches walk on; made when first asked for.</summary>
    internal SearchGraph SearchGraph => _searchGraph.Value;

    /// <summary>What makes routing fast; made when first asked for, unless <see cref="RoadHierarchyCache"/> had it. Shared by all routers.</summary>
    internal RoadHierarchy Hierarchy => _hierarchy.Value;

    /// <summary>Weights for free-flow times; made when first asked for, shared by all routers.</summary>
    public RouteWeights FreeFlow => _freeFlow.Value;

    /// <summary>Length of the whole network in metres, each direction counted.</summary>
    public long TotalMetres => _lengthMm.Sum(length => (long)length) / 1_000;

    /// <summary>Free-flow speed of a link in km/h, rounded, at least 1.</summary>
    public int LinkSpeedKmh(int link) => (int)Math.Max(1, ((long)_lengthMm[link] * 36 + _travelMs[link] * 5L) / (_travelMs[link] * 10L));

    /// <summary>The node with the smallest straight distance to a place; of equally near ones the smallest index.</summary>
    public int NearestNode(MapPoint place) => _grid.Nearest(place);

    /// <summary>Takes a hierarchy that was made earlier for this very network.</summary>
    internal void Adopt(RoadHierarchy hierarchy) => _hierarchy = new(hierarchy);

    private static void Check(RoadLink link, int nodeCount)
    {
        if ((uint)link.From >= (uint)nodeCount || (uint)link.To >= (uint)nodeCount)
            throw new ArgumentException($"Link {link.From}→{link.To} names a node that does not exist (there are {nodeCount}).");
        if (link.LengthMm < 1 || link.TravelMs < 1)
            throw new ArgumentException($"Link {link.From}→{link.To} needs a length and a travel time above zero.");
    }

    /// <summary>Start of each node's row among items that are sorted by node.</summary>
    internal static int[] CountStarts(int[] nodeOfLink, int nodeCount)
    {
        var starts = new int[nodeCount + 1];
        foreach (var node in nodeOfLink)
            starts[node + 1]++;
        for (var node = 0; node < nodeCount; node++)
            starts[node + 1] += starts[node];
        return starts;
    }

    /// <summary>Items in order of their node, those of a node in order of their number.</summary>
    internal static int[] OrderByNode(int[] nodeOfItem, int[] starts, int nodeCount)
    {
        var items = new int[nodeOfItem.Length];
        var next = starts.AsSpan(0, nodeCount).ToArray();
        for (var item = 0; item < nodeOfItem.Length; item++)
            items[next[nodeOfItem[item]]++] = item;
        return items;
    }

    private TurnBan[] Renumber(IReadOnlyCollection<TurnBan> bans, int[] order)
    {
        if (bans.Count == 0)
            return [];
        var index = new int[order.Length];
        for (var link = 0; link < order.Length; link++)
            index[order[link]] = link;
        var renumbered = bans.Select(ban => new TurnBan(index[ban.FromLink], index[ban.ToLink])).Distinct().OrderBy(ban => (ban.FromLink, ban.ToLink)).ToArray();
        return Array.TrueForAll(renumbered, ban => _to[ban.FromLink] == _from[ban.ToLink])
            ? renumbered
            : throw new ArgumentException("A banned turn joins two links that do not follow each other.", nameof(bans));
    }

    private static (MapPoint SouthWest, MapPoint NorthEast) Bounds(MapPoint[] nodes) => (
        new MapPoint(nodes.Min(node => node.LatE7), nodes.Min(node => node.LonE7)),
        new MapPoint(nodes.Max(node => node.LatE7), nodes.Max(node => node.LonE7)));
}
