namespace FleetActors.Simulation;

/// <summary>Cuts a network down to a part in which every node reaches every other.</summary>
internal static class StrongPart
{
    private const int Tries = 8;

    /// <summary>The largest such part found around a few nodes spread over the network; its nodes keep their order.</summary>
    public static RoadNetwork Of(MapPoint[] places, List<RoadLink> links)
    {
        var whole = new RoadNetwork(places, links);
        bool[] best = [];
        var bestCount = -1;
        for (var attempt = 0; attempt < Tries && bestCount * 2 < places.Length; attempt++)
        {
            var around = whole.LinkCount == 0 ? 0 : whole.LinkFrom[(int)((long)whole.LinkCount * (2 * attempt + 1) / (2 * Tries))];
            var from = TravelTimes.From(whole, around);
            var to = TravelTimes.To(whole, around);
            var inside = Enumerable.Range(0, places.Length).Select(node => from[node] != TravelTimes.Unreachable && to[node] != TravelTimes.Unreachable).ToArray();
            if (inside.Count(isInside => isInside) is var count && count > bestCount)
                (best, bestCount) = (inside, count);
        }

        var index = new int[places.Length];
        var kept = new List<MapPoint>(bestCount);
        for (var node = 0; node < places.Length; node++)
        {
            index[node] = kept.Count;
            if (best[node])
                kept.Add(places[node]);
        }

        return new RoadNetwork(kept, links.Where(link => best[link.From] && best[link.To]).Select(link => link with { From = index[link.From], To = index[link.To] }));
    }
}
