using FleetActors.Simulation;

namespace FleetActors.Tests.Simulation;

/// <summary>Small random road networks for properties.</summary>
internal static class RoadThickets
{
    /// <summary>Anything from a single node to a thicket with islands, dead ends, loops and parallel links; with turn bans when asked for.</summary>
    public static RoadNetwork Grow(SimulationRandom random, bool withBans = false)
    {
        var nodes = Enumerable.Range(0, random.Between(1, 40))
            .Select(_ => new MapPoint(450_000_000 + random.Between(-100_000, 100_000), -300_000_000 + random.Between(-100_000, 100_000))).ToArray();
        var links = Enumerable.Range(0, random.Between(0, nodes.Length * 3))
            .Select(_ => new RoadLink(random.Below(nodes.Length), random.Below(nodes.Length), random.Between(1, 500_000), random.Between(1, 30_000))).ToArray();
        return new RoadNetwork(nodes, links, withBans ? Bans(random, links) : null);
    }

    /// <summary>Travel times of which many are zero and some the same; a few links are closed.</summary>
    public static int[] Times(SimulationRandom random, RoadNetwork roads)
    {
        var times = new int[roads.LinkCount];
        for (var link = 0; link < times.Length; link++)
            times[link] = random.Chance(50) ? RouteWeights.Unreachable : random.Chance(400) ? 0 : random.Between(0, 5);
        return times;
    }

    /// <summary>Times between links found the slow way, over pairs of links instead of nodes: independent of how the product splits junctions.</summary>
    public static int[] TimesOverLinks(RoadNetwork roads, int from, int[] linkTravelMs)
    {
        var banned = roads.TurnBans.ToArray().ToHashSet();
        var atEndMs = new long[roads.LinkCount];
        Array.Fill(atEndMs, long.MaxValue);
        for (var link = roads.FirstOut[from]; link < roads.FirstOut[from + 1]; link++)
            atEndMs[link] = linkTravelMs[link];
        for (var changed = true; changed;)
        {
            changed = false;
            for (var link = 0; link < roads.LinkCount; link++)
            {
                if (atEndMs[link] == long.MaxValue) continue;
                for (var next = roads.FirstOut[roads.LinkTo[link]]; next < roads.FirstOut[roads.LinkTo[link] + 1]; next++)
                {
                    if (banned.Contains(new TurnBan(link, next)) || atEndMs[link] + linkTravelMs[next] >= atEndMs[next]) continue;
                    atEndMs[next] = atEndMs[link] + linkTravelMs[next];
                    changed = true;
                }
            }
        }

        var times = new int[roads.NodeCount];
        Array.Fill(times, RouteWeights.Unreachable);
        for (var link = 0; link < roads.LinkCount; link++)
            times[roads.LinkTo[link]] = (int)Math.Min(times[roads.LinkTo[link]], atEndMs[link]);
        times[from] = 0;
        return times;
    }

    private static TurnBan[] Bans(SimulationRandom random, RoadLink[] links) =>
        [.. from first in Enumerable.Range(0, links.Length)
            from second in Enumerable.Range(0, links.Length)
            where links[first].To == links[second].From && random.Chance(300)
            select new TurnBan(first, second)];
}
