namespace FleetActors.Simulation;

/// <summary>Plain Dijkstra from or to one node: the yardstick of the faster searches, and the source of their landmarks.</summary>
public static class TravelTimes
{
    /// <summary>The time of a node that cannot be reached.</summary>
    public const int Unreachable = int.MaxValue;

    /// <summary>Fastest time in ms from <paramref name="node"/> to every node.</summary>
    public static int[] From(RoadNetwork roads, int node) => Search(roads, node, forward: true);

    /// <summary>Fastest time in ms from every node to <paramref name="node"/>.</summary>
    public static int[] To(RoadNetwork roads, int node) => Search(roads, node, forward: false);

    private static int[] Search(RoadNetwork roads, int start, bool forward)
    {
        var times = new int[roads.NodeCount];
        Array.Fill(times, Unreachable);
        var first = forward ? roads.FirstOut : roads.FirstIn;
        var ends = forward ? roads.LinkTo : roads.LinkFrom;
        var travelMs = roads.LinkTravelMs;
        var inLinks = roads.InLinks;
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
                var link = forward ? i : inLinks[i];
                var reached = timeMs + travelMs[link];
                if (reached >= times[ends[link]])
                    continue;
                times[ends[link]] = reached;
                heap.Push(reached, ends[link]);
            }
        }

        return times;
    }
}
