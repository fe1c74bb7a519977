namespace FleetActors.Simulation;

/// <summary>One step upwards in a search: packed, since a search of a large city reads hundreds of kilobytes of them.</summary>
/// <param name="Head">Rank it leads to.</param>
/// <param name="TimeMs">How long it takes.</param>
internal readonly record struct ClimbingArc(int Head, int TimeMs);

/// <summary>The edges that a search in one direction needs, by rank.</summary>
internal sealed class ClimbingArcs
{
    private ClimbingArcs(int[] first, ClimbingArc[] arcs, int[] edges) => (First, Arcs, Edges) = (first, arcs, edges);

    public int[] First { get; }

    public ClimbingArc[] Arcs { get; }

    /// <summary>Edge of the hierarchy that each arc is; asked only for the arcs of the route.</summary>
    public int[] Edges { get; }

    /// <summary>
    /// Leaves out edges that are slower than the true fastest time between their ends. A fastest way that climbs and
    /// descends uses none of them, since each of its pieces is a fastest way too.
    /// </summary>
    public static ClimbingArcs Of(RoadHierarchy hierarchy, int[] edgeMs, int[] fastestMs)
    {
        var first = new int[hierarchy.NodeCount + 1];
        for (var edge = 0; edge < edgeMs.Length; edge++)
        {
            if (IsNeeded(edge))
                first[hierarchy.UpTail[edge] + 1]++;
        }

        for (var rank = 0; rank < hierarchy.NodeCount; rank++)
            first[rank + 1] += first[rank];
        var arcs = new ClimbingArc[first[^1]];
        var edges = new int[first[^1]];
        var next = 0;
        for (var edge = 0; edge < edgeMs.Length; edge++)
        {
            if (!IsNeeded(edge))
                continue;
            edges[next] = edge;
            arcs[next++] = new ClimbingArc(hierarchy.UpHead[edge], edgeMs[edge]);
        }

        return new ClimbingArcs(first, arcs, edges);

        bool IsNeeded(int edge) => edgeMs[edge] < RouteWeights.Unreachable && edgeMs[edge] == fastestMs[edge];
    }
}
