namespace FleetActors.Simulation;

/// <summary>Turns the map's restrictions into bans of turns from link to link.</summary>
internal static class OsmTurnRules
{
    private const string OtherRoads = "on roads that are not for cars or lie beyond the border";
    private const string NotMeeting = "between ways that do not meet there in that direction";

    /// <summary>The bans by the numbers of the links, without repeats; <paramref name="kept"/> counts the restrictions they come from.</summary>
    public static IReadOnlyCollection<TurnBan> Bans(IEnumerable<OsmRestriction> restrictions, OsmPieces pieces, Action<string> drop, out int kept)
    {
        var into = Enumerable.Range(0, pieces.Links.Count).ToLookup(link => pieces.Links[link].Road.To);
        var outOf = Enumerable.Range(0, pieces.Links.Count).ToLookup(link => pieces.Links[link].Road.From);
        var ways = pieces.Links.Select(link => link.Way).ToHashSet();
        var bans = new HashSet<TurnBan>();
        kept = 0;
        foreach (var restriction in restrictions)
        {
            var via = pieces.NodeOf(restriction.Via);
            if (via < 0 || !restriction.From.Any(ways.Contains) || !restriction.To.Any(ways.Contains))
            {
                drop(OtherRoads);
                continue;
            }

            int[] from = [.. into[via].Where(link => restriction.From.Contains(pieces.Links[link].Way))];
            int[] to = [.. outOf[via].Where(link => restriction.To.Contains(pieces.Links[link].Way))];
            var banned = Banned(restriction, from, to, [.. outOf[via]], pieces).ToArray();
            bans.UnionWith(banned);
            if (banned.Length > 0)
                kept++;
            else
                drop(NotMeeting);
        }

        return bans;
    }

    private static IEnumerable<TurnBan> Banned(OsmRestriction restriction, int[] from, int[] to, int[] all, OsmPieces pieces)
    {
        var isOnly = restriction.Kind.StartsWith("only_", StringComparison.Ordinal);
        var isUTurn = restriction.Kind == "no_u_turn";
        foreach (var arriving in from)
        {
            if (isOnly && to.Length > 0)
            {
                foreach (var leaving in all.Except(to))
                    yield return new TurnBan(arriving, leaving);
                continue;
            }

            if (isOnly)
                continue;
            foreach (var leaving in to)
            {
                var isBack = pieces.Links[arriving].Piece == pieces.Links[leaving].Piece;
                var isSameWay = pieces.Links[arriving].Way == pieces.Links[leaving].Way;
                // Within one way a ban of U-turns means the way back, any other ban the way on.
                if (!isSameWay || isBack == isUTurn)
                    yield return new TurnBan(arriving, leaving);
            }
        }
    }
}
