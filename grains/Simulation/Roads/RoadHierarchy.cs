namespace FleetActors.Simulation;

/// <summary>
/// The part of a customizable contraction hierarchy that depends on a network's shape alone. Nodes are ranked; contracting
/// them one after the other joins all higher neighbours of each, which gives the edges held here. Every fastest route,
/// whatever the travel times, first climbs and then descends along such edges. <see cref="RouteWeights"/> adds the times.
/// </summary>
public sealed class RoadHierarchy
{
    private readonly int[] _order;

    /// <summary>Contracts the graph in the given order of its nodes, lowest rank first.</summary>
    internal RoadHierarchy(SearchGraph graph, int[] order)
    {
        Graph = graph;
        _order = order;
        Rank = new int[order.Length];
        for (var rank = 0; rank < order.Length; rank++)
            Rank[order[rank]] = rank;
        Parent = new int[order.Length];
        (FirstUp, UpHead) = Contract();
        UpTail = new int[UpHead.Length];
        for (var rank = 0; rank < order.Length; rank++)
            UpTail.AsSpan(FirstUp[rank], FirstUp[rank + 1] - FirstUp[rank]).Fill(rank);
        FirstDown = RoadNetwork.CountStarts(UpHead, order.Length);
        DownEdges = RoadNetwork.OrderByNode(UpHead, FirstDown, order.Length);
        EdgeOfArc = FindEdges();
    }

    /// <summary>Edges of the hierarchy; a measure of its size.</summary>
    public int EdgeCount => UpHead.Length;

    /// <summary>Nodes of the searched graph, copies of split junctions included.</summary>
    public int NodeCount => _order.Length;

    internal SearchGraph Graph { get; }

    internal ReadOnlySpan<int> Order => _order;

    /// <summary>Rank of each node of the graph.</summary>
    internal int[] Rank { get; }

    /// <summary>Lowest higher neighbour of each rank, or the number of nodes at a root: the elimination tree. All that a search from a rank can meet lies on the way to the root.</summary>
    internal int[] Parent { get; }

    /// <summary>First edge of each rank to higher ones.</summary>
    internal int[] FirstUp { get; }

    /// <summary>Higher rank of each edge; ascending among the edges of one lower rank.</summary>
    internal int[] UpHead { get; }

    /// <summary>Lower rank of each edge.</summary>
    internal int[] UpTail { get; }

    /// <summary>Row of each rank in <see cref="DownEdges"/>.</summary>
    internal int[] FirstDown { get; }

    /// <summary>Edges by their higher rank, then by their lower one.</summary>
    internal int[] DownEdges { get; }

    /// <summary>Edge that joins the ends of each arc, or −1 for an arc from a node to itself.</summary>
    internal int[] EdgeOfArc { get; }

    /// <summary>The edge between two ranks that are joined.</summary>
    internal int EdgeBetween(int lower, int higher) =>
        FirstUp[lower] + UpHead.AsSpan(FirstUp[lower], FirstUp[lower + 1] - FirstUp[lower]).BinarySearch(higher);

    /// <summary>A rank's higher neighbours are its own in the graph and those of the ranks below whose parent it is.</summary>
    private (int[] First, int[] Heads) Contract()
    {
        var count = _order.Length;
        var first = new int[count + 1];
        var heads = new List<int>(Graph.ArcCount * 4);
        var firstChild = new int[count];
        var nextSibling = new int[count];
        Array.Fill(firstChild, -1);
        var seenFrom = new int[count];
        Array.Fill(seenFrom, -1);
        for (var rank = 0; rank < count; rank++)
        {
            var node = _order[rank];
            seenFrom[rank] = rank;
            for (var arc = Graph.FirstOut[node]; arc < Graph.FirstOut[node + 1]; arc++)
                See(Rank[Graph.Head[arc]], rank);
            for (var i = Graph.FirstIn[node]; i < Graph.FirstIn[node + 1]; i++)
                See(Rank[Graph.Tail[Graph.InArcs[i]]], rank);
            for (var child = firstChild[rank]; child >= 0; child = nextSibling[child])
            {
                for (var edge = first[child]; edge < first[child + 1]; edge++)
                    See(heads[edge], rank);
            }

            heads.Sort(first[rank], heads.Count - first[rank], null);
            first[rank + 1] = heads.Count;
            Parent[rank] = heads.Count == first[rank] ? count : heads[first[rank]];
            if (Parent[rank] == count)
                continue;
            nextSibling[rank] = firstChild[Parent[rank]];
            firstChild[Parent[rank]] = rank;
        }

        return (first, [.. heads]);

        void See(int other, int from)
        {
            if (other < from || seenFrom[other] == from)
                return;
            seenFrom[other] = from;
            heads.Add(other);
        }
    }

    private int[] FindEdges()
    {
        var edges = new int[Graph.ArcCount];
        for (var arc = 0; arc < edges.Length; arc++)
        {
            var (tail, head) = (Rank[Graph.Tail[arc]], Rank[Graph.Head[arc]]);
            edges[arc] = tail == head ? -1 : EdgeBetween(Math.Min(tail, head), Math.Max(tail, head));
        }

        return edges;
    }
}
