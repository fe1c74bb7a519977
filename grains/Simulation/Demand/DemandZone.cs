using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>A part of the map that demand is counted by.</summary>
/// <param name="Id">Unique in the scenario.</param>
/// <param name="Nodes">The junctions in it, at least one, ascending. Zones may overlap.</param>
public sealed record DemandZone(string Id, ImmutableArray<int> Nodes)
{
    /// <summary>The junctions in a rectangle; null when there is none.</summary>
    public static DemandZone? Within(RoadNetwork roads, string id, MapPoint southWest, MapPoint northEast)
    {
        var nodes = ImmutableArray.CreateBuilder<int>();
        for (var node = 0; node < roads.NodeCount; node++)
        {
            var place = roads.Nodes[node];
            if (place.LatE7 >= southWest.LatE7 && place.LatE7 <= northEast.LatE7 && place.LonE7 >= southWest.LonE7 && place.LonE7 <= northEast.LonE7)
                nodes.Add(node);
        }

        return nodes.Count == 0 ? null : new DemandZone(id, nodes.ToImmutable());
    }
}

/// <summary>How many trips are wished for from one zone to another in an hour of the day.</summary>
/// <param name="Hour">0 to 23, UTC.</param>
/// <param name="From">Index of the zone of origin.</param>
/// <param name="To">Index of the zone of the destination; may be the same.</param>
/// <param name="MilliTrips">Mean number of trips in thousandths, at least 1.</param>
public readonly record struct ZoneFlow(int Hour, int From, int To, int MilliTrips);
