using System.Collections.Immutable;
using FleetActors.Api.Map;

namespace FleetActors.Tests.Client.MapHost;

/// <summary>A made-up city: a grid of streets with main roads, a ring motorway, and a diagonal avenue.</summary>
public sealed class SyntheticCity : IMapNetworkSource
{
    public const int Streets = 61;
    public const int SouthE6 = 47_330_000;
    public const int WestE6 = 8_470_000;
    public const int StepNorthE6 = 1_350;
    public const int StepEastE6 = 2_000;

    private readonly MapNetwork _network = Build();

    public static int NorthE6 => SouthE6 + (Streets - 1) * StepNorthE6;

    public static int EastE6 => WestE6 + (Streets - 1) * StepEastE6;

    public ValueTask<MapNetwork?> Network(FleetId fleet, CancellationToken cancellation) => new(_network);

    public static GeoPoint Crossing(int row, int column) => new((SouthE6 + row * StepNorthE6) / 1e6, (WestE6 + column * StepEastE6) / 1e6);

    private static MapNetwork Build()
    {
        var roads = ImmutableArray.CreateBuilder<MapRoad>();
        for (var line = 0; line < Streets; line++)
        {
            var (roadClass, speed) = line % 20 == 0 ? (MapRoadClass.Primary, 60) : line % 5 == 0 ? (MapRoadClass.Secondary, 50) : (MapRoadClass.Street, 30);
            for (var at = 0; at < Streets - 1; at++)
            {
                roads.Add(new MapRoad(roadClass, speed, [Crossing(line, at), Crossing(line, at + 1)]));
                roads.Add(new MapRoad(roadClass, speed, [Crossing(line, at + 1), Crossing(line, at)]));
                roads.Add(new MapRoad(roadClass, speed, [Crossing(at, line), Crossing(at + 1, line)]));
            }
        }

        var ring = Enumerable.Range(0, 97).Select(step =>
        {
            var (north, east) = Math.SinCos(step * Math.PI / 48);
            return new GeoPoint((SouthE6 + NorthE6) / 2e6 + north * 0.030, (WestE6 + EastE6) / 2e6 + east * 0.045);
        });
        roads.Add(new MapRoad(MapRoadClass.Motorway, 100, [.. ring]));
        return new MapNetwork("Synthetic City", new MapView(SouthE6, WestE6, NorthE6, EastE6), roads.ToImmutable());
    }
}
