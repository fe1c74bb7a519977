namespace FleetActors.Simulation;

/// <summary>
/// What a search walks on. Without turn bans it is the road network itself: arc = link, node = node. Where turns are
/// banned the junction, and only it, is split: one copy for each set of turns that some arrivals have left, and one copy
/// where trips end. Arcs from the arrivals' copies to that last copy take no time and belong to no link.
/// </summary>
internal sealed class SearchGraph
{
    private readonly int _roadNodes;
    private readonly int[] _tail;
    private readonly int[] _head;
    private readonly int[]? _link;
    private readonly int[] _firstOut;
    private readonly int[] _firstIn;
    private readonly int[] _inArcs;
    private readonly int[] _roadNodeOfCopy;
    private readonly int[]? _targetOf;

    /// <summary>The network as it is, when nothing is banned.</summary>
    internal SearchGraph(int nodeCount, int[] tail, int[] head, int[] firstOut, int[] firstIn, int[] inLinks)
    {
        _roadNodes = nodeCount;
        NodeCount = nodeCount;
        (_tail, _head, _firstOut, _firstIn, _inArcs) = (tail, head, firstOut, firstIn, inLinks);
        _roadNodeOfCopy = [];
    }

    /// <summary>The network with its junctions split; see <see cref="JunctionSplit"/>.</summary>
    internal SearchGraph(int roadNodes, int[] roadNodeOfCopy, int[] targetOf, List<(int Tail, int Head, int Link)> arcs)
    {
        _roadNodes = roadNodes;
        NodeCount = roadNodes + roadNodeOfCopy.Length;
        _roadNodeOfCopy = roadNodeOfCopy;
        _targetOf = targetOf;
        var sorted = arcs.OrderBy(arc => arc.Tail).ThenBy(arc => arc.Link).ThenBy(arc => arc.Head).ToArray();
        _tail = Array.ConvertAll(sorted, arc => arc.Tail);
        _head = Array.ConvertAll(sorted, arc => arc.Head);
        _link = Array.ConvertAll(sorted, arc => arc.Link);
        _firstOut = RoadNetwork.CountStarts(_tail, NodeCount);
        _firstIn = RoadNetwork.CountStarts(_head, NodeCount);
        _inArcs = RoadNetwork.OrderByNode(_head, _firstIn, NodeCount);
    }

    /// <summary>Nodes of the network come first, with their own numbers; copies follow.</summary>
    public int NodeCount { get; }

    public int ArcCount => _head.Length;

    public ReadOnlySpan<int> Tail => _tail;

    public ReadOnlySpan<int> Head => _head;

    public ReadOnlySpan<int> FirstOut => _firstOut;

    public ReadOnlySpan<int> FirstIn => _firstIn;

    /// <summary>Arcs ordered by the node they enter.</summary>
    public ReadOnlySpan<int> InArcs => _inArcs;

    /// <summary>The link that an arc drives, or −1 for one that ends a trip.</summary>
    public int LinkOf(int arc) => _link is null ? arc : _link[arc];

    /// <summary>Where a trip to a node of the network ends. It starts at the node's own number.</summary>
    public int TargetOf(int node) => _targetOf is null ? node : _targetOf[node];

    /// <summary>The network's node that a node of the graph stands for.</summary>
    public int RoadNodeOf(int node) => node < _roadNodes ? node : _roadNodeOfCopy[node - _roadNodes];
}
