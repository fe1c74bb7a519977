namespace FleetActors.Simulation;

/// <summary>One step upwards in a search: packed, since a search reads whole rows of them.</summary>
/// <param name="Head">Rank it leads to.</param>
/// <param name="TimeMs">How long it takes.</param>
/// <param name="Edge">Edge of the hierarchy that it is.</param>
internal readonly record struct ClimbingArc(int Head, int TimeMs, int Edge);

/// <summary>The edges that a search in one direction needs, by rank.</summary>
internal sealed class ClimbingArcs
{
    private ClimbingArcs(int[] first, ClimbingArc[] arcs) => (First, Arcs) = (first, arcs);

    public int[] First { get; }

    public ClimbingArc[] Arcs { get; }

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
        var next = 0;
        for (var edge = 0; edge < edgeMs.Length; edge++)
        {
            if (IsNeeded(edge))
                arcs[next++] = new ClimbingArc(hierarchy.UpHead[edge], edgeMs[edge], edge);
        }

        return new ClimbingArcs(first, arcs);

        bool IsNeeded(int edge) => edgeMs[edge] < RouteWeights.Unreachable && edgeMs[edge] == fastestMs[edge];
    }
}
