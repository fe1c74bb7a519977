using FleetActors.Simulation;
using OsmSharp;
using OsmSharp.Streams;
using OsmSharp.Tags;

namespace FleetActors.Tests.Simulation;

/// <summary>Draws a small map and writes it as .osm.pbf. Nodes lie on a grid: node <c>10 * row + column</c>, about 100 m apart.</summary>
internal sealed class OsmTown
{
    private readonly List<Node> _nodes = [];
    private readonly List<Way> _ways = [];
    private readonly List<Relation> _relations = [];

    public OsmTown Node(long id, string tags = "")
    {
        _nodes.Add(new Node { Id = id, Latitude = 47 + id / 10 * 0.0009, Longitude = 9 + id % 10 * 0.0013, Tags = Tags(tags), Version = 1, Visible = true, ChangeSetId = 1, TimeStamp = DateTime.UnixEpoch, UserId = 1, UserName = "t" });
        return this;
    }

    /// <summary>A way over nodes, which are drawn unless they are there already or <paramref name="draw"/> is false.</summary>
    public OsmTown Way(long id, long[] nodes, string tags, bool draw = true)
    {
        foreach (var node in draw ? nodes.Where(node => !_nodes.Exists(n => n.Id == node)).Distinct().ToArray() : [])
            Node(node);
        _ways.Add(new Way { Id = id, Nodes = nodes, Tags = Tags(tags), Version = 1, Visible = true, ChangeSetId = 1, TimeStamp = DateTime.UnixEpoch, UserId = 1, UserName = "t" });
        return this;
    }

    public OsmTown Restriction(string kind, long from, long via, long to, string more = "", OsmGeoType viaType = OsmGeoType.Node)
    {
        _relations.Add(new Relation
        {
            Id = _relations.Count + 1,
            Members = [new(from, "from", OsmGeoType.Way), new(via, "via", viaType), new(to, "to", OsmGeoType.Way)],
            Tags = Tags($"type=restriction,restriction={kind},{more}"),
            Version = 1, Visible = true, ChangeSetId = 1, TimeStamp = DateTime.UnixEpoch, UserId = 1, UserName = "t",
        });
        return this;
    }

    public (RoadNetwork Roads, OsmSummary Summary) Load()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.osm.pbf");
        try
        {
            Write(path);
            return OsmRoads.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public void Write(string path)
    {
        using var file = File.Create(path);
        var target = new PBFOsmStreamTarget(file);
        target.Initialize();
        foreach (var node in _nodes.OrderBy(node => node.Id)) target.AddNode(node);
        foreach (var way in _ways.OrderBy(way => way.Id)) target.AddWay(way);
        foreach (var relation in _relations) target.AddRelation(relation);
        target.Flush();
        target.Close();
    }

    /// <summary>The network's node at a node of the drawing.</summary>
    public static int At(RoadNetwork roads, long id)
    {
        var node = roads.NearestNode(MapPoint.FromDegrees(47 + id / 10 * 0.0009, 9 + id % 10 * 0.0013));
        return node;
    }

    private static TagsCollection Tags(string tags) =>
        new(tags.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(tag => new Tag(tag.Split('=')[0], tag.Split('=')[1])));
}
