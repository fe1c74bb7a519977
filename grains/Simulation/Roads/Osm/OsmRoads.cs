namespace FleetActors.Simulation;

/// <summary>
/// Makes a road network of an OpenStreetMap extract: a node for each junction, end and barrier, links with the length of
/// the way's whole course. What remains is the largest part in which one can drive from every link to every other,
/// turn bans kept.
/// </summary>
public static class OsmRoads
{
    /// <summary>Loads a <c>.osm.pbf</c> file. Throws <see cref="ScenarioException"/> when it cannot be read or holds no roads.</summary>
    public static (RoadNetwork Roads, OsmSummary Summary) Load(string path)
    {
        var summary = new OsmSummary();
        var extract = OsmExtract.Read(path, summary);
        var pieces = OsmPieces.Of(extract, summary);
        if (pieces.Links.Count == 0)
            throw new ScenarioException(path, "", "it holds no road that a car may drive");
        var bans = OsmTurnRules.Bans(extract.Restrictions, pieces, summary.DropRestriction, out var kept);
        summary.Restrictions = kept;
        var whole = new RoadNetwork(pieces.Places, pieces.Links.Select(link => link.Road), bans);
        var roads = StrongLinks.Of(whole);
        summary.UnconnectedLinks = whole.LinkCount - roads.LinkCount;
        summary.UnconnectedMetres = whole.TotalMetres - roads.TotalMetres;
        return (roads, summary);
    }
}
