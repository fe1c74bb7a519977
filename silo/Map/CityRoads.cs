using System.Collections.Immutable;
using FleetActors.Api.Map;
using FleetActors.Silo.City;
using FleetActors.Simulation;

namespace FleetActors.Silo.Map;

/// <summary>Draws the roads of the built-in city under its cars.</summary>
public sealed class CityRoads(CityLife city) : IMapNetworkSource
{
    private MapNetwork? _network;

    /// <inheritdoc/>
    public ValueTask<MapNetwork?> Network(FleetId fleet, CancellationToken cancellation)
    {
        if (fleet != CitySettings.Fleet || city.Scenario is not { } scenario) return new((MapNetwork?)null);
        return new(_network ??= Draw("The city", scenario.Roads));
    }

    private static MapNetwork Draw(string name, RoadNetwork roads)
    {
        var drawn = ImmutableArray.CreateBuilder<MapRoad>(roads.LinkCount);
        for (var link = 0; link < roads.LinkCount; link++)
        {
            var speedKmh = roads.LinkSpeedKmh(link);
            drawn.Add(new(MapRoadClasses.FromSpeed(speedKmh), speedKmh, [Place(roads.Nodes[roads.LinkFrom[link]]), Place(roads.Nodes[roads.LinkTo[link]])]));
        }
        var bounds = new MapView(roads.SouthWest.LatE7 / 10, roads.SouthWest.LonE7 / 10, roads.NorthEast.LatE7 / 10, roads.NorthEast.LonE7 / 10);
        return new(name, bounds, drawn.ToImmutable());
    }

    private static GeoPoint Place(MapPoint point) => new(point.LatE7 / 1e7, point.LonE7 / 1e7);
}
