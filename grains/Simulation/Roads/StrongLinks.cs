namespace FleetActors.Simulation;

/// <summary>
/// Cuts a network down to its largest part in which every link can be followed, turn bans kept, by every other. Then every
/// node reaches every other too: one leaves it by some link and arrives at the other by some link.
/// </summary>
internal static class StrongLinks
{
    /// <summary>That part; its nodes and links keep their order.</summary>
    public static RoadNetwork Of(RoadNetwork whole)
    {
        var part = Parts(whole);
        var largest = part.CountBy(p => p).OrderByDescending(count => count.Value).ThenBy(count => count.Key).First().Key;
        var index = new int[whole.NodeCount];
        Array.Fill(index, -1);
        for (var link = 0; link < part.Length; link++)
        {
            if (part[link] == largest)
                index[whole.LinkFrom[link]] = index[whole.LinkTo[link]] = 0;
        }

        var nodes = new List<MapPoint>();
        for (var node = 0; node < index.Length; node++)
        {
            if (index[node] < 0)
                continue;
            index[node] = nodes.Count;
            nodes.Add(whole.Nodes[node]);
        }

        var number = new int[part.Length];
        var links = new List<RoadLink>();
        for (var link = 0; link < part.Length; link++)
        {
            number[link] = links.Count;
            if (part[link] == largest)
                links.Add(new RoadLink(index[whole.LinkFrom[link]], index[whole.LinkTo[link]], whole.LinkLengthMm[link], whole.LinkTravelMs[link]));
        }

        var bans = whole.TurnBans.ToArray().Where(ban => part[ban.FromLink] == largest && part[ban.ToLink] == largest)
            .Select(ban => new TurnBan(number[ban.FromLink], number[ban.ToLink]));
        return new RoadNetwork(nodes, links, [.. bans]);
    }

    /// <summary>Number of each link's strongly connected part (Tarjan, without recursion: roads are longer than stacks).</summary>
    private static int[] Parts(RoadNetwork roads)
    {
        var banned = roads.TurnBans.ToArray().ToHashSet();
        var part = new int[roads.LinkCount];
        Array.Fill(part, -1);
        var order = new int[roads.LinkCount];
        var low = new int[roads.LinkCount];
        var next = new int[roads.LinkCount];
        var (seen, parts) = (0, 0);
        var (calls, members) = (new Stack<int>(), new Stack<int>());
        for (var root = 0; root < roads.LinkCount; root++)
        {
            if (order[root] == 0)
                Enter(root);
            while (calls.TryPeek(out var link))
            {
                if (next[link] < roads.FirstOut[roads.LinkTo[link] + 1])
                {
                    var follower = next[link]++;
                    if (banned.Contains(new TurnBan(link, follower)))
                        continue;
                    if (order[follower] == 0)
                        Enter(follower);
                    else if (part[follower] < 0)
                        low[link] = Math.Min(low[link], order[follower]);
                    continue;
                }

                Leave(link);
            }
        }

        return part;

        void Enter(int link)
        {
            order[link] = low[link] = ++seen;
            next[link] = roads.FirstOut[roads.LinkTo[link]];
            calls.Push(link);
            members.Push(link);
        }

        void Leave(int link)
        {
            calls.Pop();
            if (calls.TryPeek(out var caller))
                low[caller] = Math.Min(low[caller], low[link]);
            if (low[link] != order[link])
                return;
            int member;
            do
            {
                member = members.Pop();
                part[member] = parts;
            }
            while (member != link);
            parts++;
        }
    }
}
