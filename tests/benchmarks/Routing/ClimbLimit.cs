using FleetActors.Simulation;

namespace FleetActors.Benchmarks.Routing;

/// <summary>
/// What no search on the hierarchy can beat: a bare loop that touches the memory of a query (both ways to the root with
/// their arcs and times, and the links of the result) and only adds numbers up.
/// </summary>
internal sealed class ClimbLimit(RouteWeights weights)
{
    private readonly int[] _timesMs = new int[weights.Hierarchy.NodeCount];

    /// <summary>Reads what a query between two nodes reads; the sum keeps the compiler from leaving it out.</summary>
    public long Touch(int from, int to)
    {
        var hierarchy = weights.Hierarchy;
        return Climb(weights.Up, hierarchy.Rank[from]) + Climb(weights.Down, hierarchy.Rank[hierarchy.Graph.TargetOf(to)]);
    }

    private long Climb(ClimbingArcs arcs, int start)
    {
        long sum = 0;
        var parent = weights.Hierarchy.Parent;
        for (var rank = start; rank < parent.Length; rank = parent[rank])
        {
            var first = arcs.First[rank];
            foreach (ref readonly var arc in arcs.Arcs.AsSpan(first, arcs.First[rank + 1] - first))
                sum += arc.TimeMs + _timesMs[arc.Head];
        }

        return sum;
    }
}
