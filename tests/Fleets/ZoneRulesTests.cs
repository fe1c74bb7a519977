using System.Collections.Immutable;
using System.Text.Json;
using FleetActors.Fleets;
using FleetActors.Tests.House;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Fleets;

public sealed class ZoneRulesTests
{
    private static readonly ImmutableArray<GeoPoint> Square = [new(10, 20), new(10, 21), new(11, 21), new(11, 20)];

    private static FleetZones Zones(params ImmutableArray<GeoPoint>[] rings) => new(1, [.. rings.Select((ring, i) => new Zone($"z{i}", "zone", ring))]);

    [Fact]
    public void Without_zones_everywhere_is_served() => Assert.True(ZoneRules.Contains(FleetZones.None, new GeoPoint(-33, 151)));

    [Theory]
    [InlineData(10.5, 20.5, true)]
    [InlineData(10.5, 19.999, false)]
    [InlineData(11.001, 20.5, false)]
    [InlineData(10, 20, true)]
    [InlineData(11, 21, true)]
    [InlineData(10, 20.5, true)]
    [InlineData(10.3, 21, true)]
    [InlineData(10, 19.9, false)]
    [InlineData(11, 21.1, false)]
    public void The_edge_belongs_to_the_zone(double latitude, double longitude, bool isInside) =>
        Assert.Equal(isInside, ZoneRules.Contains(Zones(Square), new GeoPoint(latitude, longitude)));

    [Fact]
    public void Any_of_several_zones_is_enough()
    {
        var zones = Zones(Square, [new(0, 0), new(0, 1), new(1, 0)]);
        Assert.True(ZoneRules.Contains(zones, new GeoPoint(0.2, 0.2)));
        Assert.False(ZoneRules.Contains(zones, new GeoPoint(0.8, 0.8)));
    }

    [Fact]
    public void In_a_convex_ring_a_point_is_inside_when_it_is_left_of_every_edge() => Prop.ForAll(
        (from corners in Gen.Choose(3, 12)
         from radius in Gen.Choose(1, 40)
         from turn in Gen.Choose(0, 359)
         from north in Gen.Choose(-5_000, 5_000)
         from east in Gen.Choose(-5_000, 5_000)
         select (corners, radius, turn, north: north / 100.0, east: east / 100.0)).ToArbitrary(),
        c =>
        {
            ImmutableArray<GeoPoint> ring = [.. Enumerable.Range(0, c.corners)
                .Select(i => (Math.PI * 2 * i / c.corners) + (c.turn * Math.PI / 180))
                .Select(angle => new GeoPoint(c.radius * Math.Sin(angle), c.radius * Math.Cos(angle)))];
            var distances = ring.Select((from, i) => (from, to: ring[(i + 1) % ring.Length])).Select(edge =>
                ((edge.to.Longitude - edge.from.Longitude) * (c.north - edge.from.Latitude)) - ((edge.to.Latitude - edge.from.Latitude) * (c.east - edge.from.Longitude)));
            var least = distances.Min();
            return Math.Abs(least) < 1e-6 || ZoneRules.Contains(ring, new GeoPoint(c.north, c.east)) == least > 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Manhattan_is_in_Manhattan_and_Brooklyn_is_not()
    {
        var ring = Manhattan();
        Assert.Null(ZoneRules.Check([new Zone("manhattan", "Manhattan", ring)]));
        Assert.True(ZoneRules.Contains(ring, new GeoPoint(40.7580, -73.9855)));
        Assert.False(ZoneRules.Contains(ring, new GeoPoint(40.6782, -73.9442)));
        Assert.All(ring, point => Assert.True(ZoneRules.Contains(ring, point)));
    }

    [Fact]
    public void Rings_that_are_no_areas_are_refused()
    {
        Assert.NotNull(ZoneRules.Check([new Zone("a", "a", [new(0, 0), new(1, 1)])]));
        Assert.NotNull(ZoneRules.Check([new Zone("a", "a", [new(0, 0), new(1, 1), new(2, 2)])]));
        Assert.NotNull(ZoneRules.Check([new Zone("a", "a", [new(0, 0), new(0, 1), new(1, 1), new(0, 0)])]));
        Assert.NotNull(ZoneRules.Check([new Zone("a", "a", [new(0, 179), new(0, -179), new(1, 180)])]));
        Assert.NotNull(ZoneRules.Check([new Zone("a_b", "a", Square)]));
        Assert.NotNull(ZoneRules.Check([new Zone("a", "a", Square), new Zone("a", "b", Square)]));
        Assert.NotNull(ZoneRules.Check([.. Enumerable.Range(0, FleetLimits.Zones + 1).Select(i => new Zone($"z{i}", "z", Square))]));
        Assert.Null(ZoneRules.Check([.. Enumerable.Range(0, FleetLimits.Zones).Select(i => new Zone($"z{i}", "z", Square))]));
    }

    private static ImmutableArray<GeoPoint> Manhattan()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Require.SharedData("manhattan/nyc_single_polygon.geojson")));
        var ring = json.RootElement.GetProperty("geometry").GetProperty("coordinates")[0];
        return [.. ring.EnumerateArray().SkipLast(1).Select(p => new GeoPoint(p[1].GetDouble(), p[0].GetDouble()))];
    }
}
