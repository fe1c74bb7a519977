using OsmSharp;
using OsmSharp.Streams;

namespace FleetActors.Simulation;

/// <summary>A way that is a road for cars.</summary>
/// <param name="Id">Its id in OpenStreetMap.</param>
/// <param name="Nodes">Ids of its nodes.</param>
/// <param name="ForwardKmh">Speed in the order of the nodes, or 0 where that direction is closed.</param>
/// <param name="BackwardKmh">Speed against it, or 0.</param>
internal sealed record OsmRoad(long Id, long[] Nodes, int ForwardKmh, int BackwardKmh);

/// <summary>A turn restriction as the map has it.</summary>
/// <param name="Kind">Such as <c>no_left_turn</c>.</param>
/// <param name="From">Ways from which.</param>
/// <param name="Via">Node over which.</param>
/// <param name="To">Ways to which.</param>
internal sealed record OsmRestriction(string Kind, long[] From, long Via, long[] To);

/// <summary>What of a <c>.osm.pbf</c> file concerns cars. The file is read twice: ways before the nodes that they need.</summary>
internal sealed class OsmExtract
{
    private readonly OsmSummary _summary;
    private readonly Dictionary<long, string> _blockedBy = [];

    private OsmExtract(OsmSummary summary) => _summary = summary;

    public List<OsmRoad> Roads { get; } = [];

    public List<OsmRestriction> Restrictions { get; } = [];

    /// <summary>Places of the nodes of roads, as far as the file has them.</summary>
    public Dictionary<long, MapPoint> Places { get; } = [];

    /// <summary>Nodes that no car gets past.</summary>
    public IReadOnlyDictionary<long, string> BlockedBy => _blockedBy;

    /// <summary>Reads a file. Throws <see cref="ScenarioException"/> when it cannot be read.</summary>
    public static OsmExtract Read(string path, OsmSummary summary)
    {
        var extract = new OsmExtract(summary);
        try
        {
            Visit(path, ignoreNodes: true, extract.TakeWayOrRelation);
            var wanted = extract.Roads.SelectMany(road => road.Nodes).ToHashSet();
            Visit(path, ignoreNodes: false, item => extract.TakeNode(item, wanted));
        }
        catch (Exception error) when (error is not ScenarioException)
        {
            // The decoder throws whatever comes first in a damaged file: index, format or protocol exceptions.
            throw new ScenarioException(path, "", $"this cannot be read as OpenStreetMap data: {error.Message}");
        }

        return extract;
    }

    private static void Visit(string path, bool ignoreNodes, Action<OsmGeo> take)
    {
        using var file = File.OpenRead(path);
        using var source = new PBFOsmStreamSource(file);
        while (source.MoveNext(ignoreNodes, !ignoreNodes, !ignoreNodes))
            take(source.Current());
    }

    private static Func<string, string?> TagsOf(OsmGeo item) =>
        key => item.Tags is { } tags && tags.TryGetValue(key, out var value) ? value : null;

    private void TakeNode(OsmGeo item, HashSet<long> wanted)
    {
        if (item is not Node { Id: { } id, Latitude: { } lat, Longitude: { } lon } node || !wanted.Contains(id) || !MapPoint.IsOnEarth(lat, lon))
            return;
        Places[id] = MapPoint.FromDegrees(lat, lon);
        if (OsmWayRules.BlockedBy(TagsOf(node)) is { } barrier)
            _blockedBy[id] = barrier;
    }

    private void TakeWayOrRelation(OsmGeo item)
    {
        if (item is Way { Id: { } id, Nodes: { Length: >= 2 } nodes } way)
            TakeWay(id, nodes, TagsOf(way));
        else if (item is Relation { Members: { } members } relation)
            TakeRelation(members, TagsOf(relation));
    }

    private void TakeWay(long id, long[] nodes, Func<string, string?> tag)
    {
        if (tag("highway") is not { } highway)
            return;
        if (OsmWayRules.UsualSpeedKmh(highway) is not { } usualKmh)
            _summary.DropWay($"highway={highway}");
        else if (tag("area") == "yes")
            _summary.DropWay("area=yes");
        else if (OsmWayRules.ClosedBy(tag) is { } closed)
            _summary.DropWay(closed);
        else if (OsmWayRules.Direction(tag) is var direction && direction == OsmDirection.Changing)
            _summary.DropWay("direction changes by time");
        else
        {
            if (tag("maxspeed") is { } limit && OsmWayRules.LimitKmh(limit) is null)
                _summary.UnreadLimits++;
            _summary.Ways++;
            Roads.Add(new OsmRoad(
                id,
                nodes,
                direction == OsmDirection.Backward ? 0 : OsmWayRules.SpeedKmh(tag, forward: true, usualKmh),
                direction == OsmDirection.Forward ? 0 : OsmWayRules.SpeedKmh(tag, forward: false, usualKmh)));
        }
    }

    private void TakeRelation(RelationMember[] members, Func<string, string?> tag)
    {
        if (tag("type") != "restriction")
            return;
        if ((tag("restriction:motorcar") ?? tag("restriction:motor_vehicle") ?? tag("restriction")) is not { } kind)
        {
            _summary.DropRestriction(tag("restriction:conditional") is null ? "for other vehicles" : "only at times");
            return;
        }

        var excepted = tag("except")?.Split(';', StringSplitOptions.TrimEntries) ?? [];
        var via = members.Where(member => member.Role == "via").ToArray();
        if (excepted.Intersect(["motorcar", "motor_vehicle", "vehicle"]).Any())
            _summary.DropRestriction("except cars");
        else if (!kind.StartsWith("no_", StringComparison.Ordinal) && !kind.StartsWith("only_", StringComparison.Ordinal))
            _summary.DropRestriction($"unknown kind {kind}");
        else if (via.Any(member => member.Type == OsmGeoType.Way))
            _summary.DropRestriction("over a way instead of a node");
        else if (via is not [{ Type: OsmGeoType.Node } node])
            _summary.DropRestriction("without one node to turn at");
        else
            Restrictions.Add(new OsmRestriction(kind, Ways("from"), node.Id, Ways("to")));

        long[] Ways(string role) => [.. members.Where(member => member.Role == role && member.Type == OsmGeoType.Way).Select(member => member.Id)];
    }
}
