namespace FleetActors.Simulation;

/// <summary>
/// Plain Dijkstra from or to one node, keeping to turn bans: the yardstick of the faster searches. As there, a link or
/// a way of <see cref="RouteWeights.Unreachable"/> or more counts as closed.
/// </summary>
public static class TravelTimes
{
    /// <summary>The time of a node that cannot be reached.</summary>
    public const int Unreachable = int.MaxValue;

    /// <summary>Fastest time in ms from <paramref name="node"/> to every node.</summary>
    public static int[] From(RoadNetwork roads, int node) => From(roads, node, roads.LinkTravelMs);

    /// <summary>The same with other travel times: those of <paramref name="linkTravelMs"/>, none negative.</summary>
    public static int[] From(RoadNetwork roads, int node, ReadOnlySpan<int> linkTravelMs)
    {
        var graph = roads.SearchGraph;
        var times = Search(graph, node, linkTravelMs, forward: true);
        var result = new int[roads.NodeCount];
        for (var to = 0; to < result.Length; to++)
            result[to] = to == node ? 0 : times[graph.TargetOf(to)];
        return result;
    }

    /// <summary>Fastest time in ms from every node to <paramref name="node"/>.</summary>
    public static int[] To(RoadNetwork roads, int node) =>
        Search(roads.SearchGraph, roads.SearchGraph.TargetOf(node), roads.LinkTravelMs, forward: false).AsSpan(0, roads.NodeCount).ToArray();

    private static int[] Search(SearchGraph graph, int start, ReadOnlySpan<int> travelMs, bool forward)
    {
        var times = new int[graph.NodeCount];
        Array.Fill(times, Unreachable);
        var first = forward ? graph.FirstOut : graph.FirstIn;
        var ends = forward ? graph.Head : graph.Tail;
        var inArcs = graph.InArcs;
        var heap = new TimeHeap();
        times[start] = 0;
        heap.Push(0, start);
        while (heap.Count > 0)
        {
            var (timeMs, node) = heap.Pop();
            if (timeMs > times[node])
                continue;
            for (var i = first[node]; i < first[node + 1]; i++)
            {
                var arc = forward ? i : inArcs[i];
                var link = graph.LinkOf(arc);
                var reached = link < 0 ? timeMs : timeMs + Math.Min(travelMs[link], RouteWeights.Unreachable);
                if (reached >= RouteWeights.Unreachable || reached >= times[ends[arc]])
                    continue;
                times[ends[arc]] = reached;
                heap.Push(reached, ends[arc]);
            }
        }

        return times;
    }
}
