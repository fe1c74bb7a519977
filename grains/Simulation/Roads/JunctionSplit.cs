namespace FleetActors.Simulation;

/// <summary>Splits the junctions at which turns are banned, see <see cref="SearchGraph"/>.</summary>
internal static class JunctionSplit
{
    public static SearchGraph Of(RoadNetwork roads)
    {
        var bannedAfter = roads.TurnBans.ToArray().GroupBy(ban => ban.FromLink).ToDictionary(group => group.Key, group => group.Select(ban => ban.ToLink).Order().ToArray());
        var targetOf = Enumerable.Range(0, roads.NodeCount).ToArray();
        var copies = new List<int>();
        var copiesOf = new Dictionary<int, List<(int Copy, int[] Banned)>>();
        var arcs = new List<(int Tail, int Head, int Link)>(roads.LinkCount + bannedAfter.Count * 8);
        foreach (var (from, banned) in bannedAfter.OrderBy(entry => entry.Key))
        {
            var junction = roads.LinkTo[from];
            if (!copiesOf.TryGetValue(junction, out var splits))
            {
                copiesOf.Add(junction, splits = []);
                targetOf[junction] = Add(junction);
                arcs.Add((junction, targetOf[junction], -1));
            }

            if (splits.Exists(split => split.Banned.AsSpan().SequenceEqual(banned)))
                continue;
            var copy = Add(junction);
            splits.Add((copy, banned));
            arcs.Add((copy, targetOf[junction], -1));
        }

        for (var link = 0; link < roads.LinkCount; link++)
        {
            var head = HeadOf(link);
            arcs.Add((roads.LinkFrom[link], head, link));
            foreach (var (copy, banned) in copiesOf.GetValueOrDefault(roads.LinkFrom[link]) ?? [])
            {
                if (!banned.Contains(link))
                    arcs.Add((copy, head, link));
            }
        }

        return new SearchGraph(roads.NodeCount, [.. copies], targetOf, arcs);

        int Add(int junction)
        {
            copies.Add(junction);
            return roads.NodeCount + copies.Count - 1;
        }

        int HeadOf(int link) => bannedAfter.TryGetValue(link, out var banned)
            ? copiesOf[roads.LinkTo[link]].Find(split => split.Banned.AsSpan().SequenceEqual(banned)).Copy
            : roads.LinkTo[link];
    }
}
