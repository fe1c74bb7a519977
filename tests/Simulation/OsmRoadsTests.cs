using FleetActors.Simulation;
using FleetActors.Tests.House;
using OsmSharp;

namespace FleetActors.Tests.Simulation;

public sealed class OsmRoadsTests
{
    [Fact]
    public void Ways_meet_at_junctions_and_have_the_length_of_their_course()
    {
        // A square of streets with a bent side: 11-12-13 goes over 22 instead of straight.
        var (roads, summary) = Square().Way(5, [11, 22, 13], "highway=residential,maxspeed=20").Load();
        Assert.Equal((5, 0), (summary.Ways, summary.DroppedWays.Count));
        Assert.Equal(4, roads.NodeCount);
        Assert.Equal(10, roads.LinkCount);
        var bent = Enumerable.Range(0, roads.LinkCount).Single(link => roads.LinkFrom[link] == OsmTown.At(roads, 11) && roads.LinkTo[link] == OsmTown.At(roads, 13) && roads.LinkSpeedKmh(link) == 20);
        // Two diagonals of 0.0009° north and 0.0013° east each: 100.1 m and 98.6 m.
        Assert.InRange(roads.LinkLengthMm[bent], 280_000, 282_000);
    }

    [Theory]
    [InlineData("highway=residential,oneway=yes", true, false)]
    [InlineData("highway=residential,oneway=-1", false, true)]
    [InlineData("highway=residential,junction=roundabout", true, false)]
    [InlineData("highway=motorway", true, false)]
    [InlineData("highway=motorway,oneway=no", true, true)]
    [InlineData("highway=residential", true, true)]
    [InlineData("highway=residential,oneway=no", true, true)]
    [InlineData("highway=residential,oneway=yes,oneway:motor_vehicle=no", true, true)]
    public void Directions_are_those_of_the_tags(string tags, bool forward, bool backward)
    {
        var (roads, _) = Square().Way(5, [11, 33], tags).Load();
        Assert.Equal(forward, HasLink(roads, 11, 33));
        Assert.Equal(backward, HasLink(roads, 33, 11));
    }

    [Theory]
    [InlineData("highway=residential,maxspeed=50", 50, 50)]
    [InlineData("highway=residential,maxspeed=30 mph", 48, 48)]
    [InlineData("highway=residential,maxspeed=10 knots", 19, 19)]
    [InlineData("highway=residential,maxspeed=walk", 7, 7)]
    [InlineData("highway=motorway,oneway=no,maxspeed=none", 130, 130)]
    [InlineData("highway=residential,maxspeed=80;50", 50, 50)]
    [InlineData("highway=residential,maxspeed=CH:urban", 50, 50)]
    [InlineData("highway=residential,maxspeed=DE:zone:30", 30, 30)]
    [InlineData("highway=secondary,maxspeed=signals", 70, 70)]
    [InlineData("highway=secondary,maxspeed=60,maxspeed:backward=40", 60, 40)]
    [InlineData("highway=living_street", 10, 10)]
    public void Speeds_are_the_limits_or_what_is_usual(string tags, int forwardKmh, int backwardKmh)
    {
        var (roads, _) = Square().Way(5, [11, 33], tags).Load();
        Assert.Equal(forwardKmh, SpeedKmh(roads, 11, 33));
        Assert.Equal(backwardKmh, SpeedKmh(roads, 33, 11));
    }

    [Theory]
    [InlineData("highway=footway", "highway=footway")]
    [InlineData("highway=residential,access=private", "access=private")]
    [InlineData("highway=residential,motor_vehicle=no,access=yes", "motor_vehicle=no")]
    [InlineData("highway=residential,area=yes", "area=yes")]
    [InlineData("highway=residential,oneway=reversible", "direction changes by time")]
    public void What_is_not_for_cars_is_left_out_and_said_so(string tags, string reason)
    {
        var (roads, summary) = Square().Way(5, [11, 33], tags).Load();
        Assert.False(HasLink(roads, 11, 33));
        Assert.Equal(1, summary.DroppedWays[reason]);
        Assert.Contains(summary.Lines(roads), line => line.Contains($"{reason} 1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("access=no,motor_vehicle=yes")]
    [InlineData("access=private,motorcar=permissive")]
    [InlineData("motor_vehicle=destination")]
    public void The_most_particular_access_tag_decides(string tags) =>
        Assert.True(HasLink(Square().Way(5, [11, 33], $"highway=residential,{tags}").Load().Roads, 11, 33));

    [Fact]
    public void A_barrier_cuts_the_road_but_a_gate_that_is_open_does_not()
    {
        var (cut, summary) = Square().Node(22, "barrier=bollard").Way(5, [11, 22, 33], "highway=residential").Load();
        Assert.False(HasLink(cut, 11, 33));
        Assert.Equal(1, summary.Barriers["barrier=bollard"]);
        Assert.True(HasLink(Square().Node(22, "barrier=gate").Way(5, [11, 22, 33], "highway=residential").Load().Roads, 11, 33));
        Assert.True(HasLink(Square().Node(22, "barrier=bollard,access=yes").Way(5, [11, 22, 33], "highway=residential").Load().Roads, 11, 33));
    }

    [Fact]
    public void Restrictions_of_either_kind_make_routes_go_around()
    {
        Assert.True(IsOverTheMiddle(Cross().Load().Roads, 21, 32));
        var (without, summary) = Cross().Restriction("no_left_turn", 1, 22, 4).Load();
        Assert.Equal((1, 1), (summary.Restrictions, without.TurnBans.Length));
        Assert.False(IsOverTheMiddle(without, 21, 32));
        Assert.True(IsOverTheMiddle(without, 21, 12));
        var (only, _) = Cross().Restriction("only_straight_on", 1, 22, 2).Load();
        Assert.True(IsOverTheMiddle(only, 21, 23));
        Assert.False(IsOverTheMiddle(only, 21, 32) || IsOverTheMiddle(only, 21, 12));
        Assert.True(IsOverTheMiddle(only, 12, 32));
    }

    [Fact]
    public void A_ban_of_U_turns_bans_the_way_back_only()
    {
        var (roads, summary) = Cross().Restriction("no_u_turn", 1, 22, 1).Load();
        Assert.Equal(1, summary.Restrictions);
        var ban = Assert.Single(roads.TurnBans.ToArray());
        Assert.Equal(roads.LinkFrom[ban.FromLink], roads.LinkTo[ban.ToLink]);
    }

    [Fact]
    public void Restrictions_that_cannot_be_kept_are_counted_by_reason()
    {
        var (roads, summary) = Cross()
            .Restriction("no_left_turn", 1, 2, 4, viaType: OsmGeoType.Way)
            .Restriction("no_left_turn", 1, 22, 99)
            .Restriction("no_left_turn", 1, 22, 4, "except=motorcar;bus")
            .Restriction("no_left_turn", 1, 22, 5)
            .Load();
        Assert.Equal(0, summary.Restrictions);
        Assert.Empty(roads.TurnBans.ToArray());
        Assert.Equal(4, summary.DroppedRestrictions.Values.Sum());
        Assert.Equal(1, summary.DroppedRestrictions["over a way instead of a node"]);
        Assert.Equal(1, summary.DroppedRestrictions["except cars"]);
    }

    [Fact]
    public void Only_the_part_from_which_one_gets_everywhere_and_back_remains()
    {
        // 33-44 leads out one way and never back; 71-72 is an island; 13-14 leaves the file.
        var (roads, summary) = Square()
            .Way(5, [33, 44], "highway=residential,oneway=yes")
            .Way(6, [71, 72], "highway=residential")
            .Way(7, [13, 14], "highway=residential", draw: false)
            .Load();
        Assert.Equal((4, 8), (roads.NodeCount, roads.LinkCount));
        Assert.Equal((3, 1), (summary.UnconnectedLinks, summary.CutOffPieces));
        Assert.InRange(summary.UnconnectedMetres, 300, 350);
    }

    [Fact]
    public void A_file_that_is_no_map_is_refused_with_its_name()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.osm.pbf");
        try
        {
            File.WriteAllText(path, "<osm version='0.6'/>, but this is not PBF at all");
            var error = Assert.Throws<ScenarioException>(() => OsmRoads.Load(path));
            Assert.Contains(Path.GetFileName(path), error.Message, StringComparison.Ordinal);
            new OsmTown().Way(1, [11, 12], "highway=footway").Write(path);
            Assert.Contains("no road", Assert.Throws<ScenarioException>(() => OsmRoads.Load(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Roads_with_trips_beside_them_are_a_scenario()
    {
        var folder = Directory.CreateTempSubdirectory("osm");
        try
        {
            var path = Path.Combine(folder.FullName, "town.osm.pbf");
            Cross().Write(path);
            Assert.Contains(ScenarioLoader.Load(path).LoadNotes, note => note.Contains("no town.csv beside", StringComparison.Ordinal));
            File.WriteAllText(Path.Combine(folder.FullName, "town.csv"), """
                time,origin_lat,origin_lon,destination_lat,destination_lon,service
                2026-05-04 08:10:00,47.0009,9.0013,47.0027,9.0039,ride
                2026-05-04 08:20:00,47.0027,9.0039,47.0009,9.0013,rental
                2026-05-04 08:30:00,48.5,9.0039,47.0009,9.0013,ride
                """);
            var scenario = ScenarioLoader.Load(path, seed: 3, vehicles: 5);
            Assert.Equal(("town", 5, 2), (scenario.Name, scenario.Vehicles.Length, scenario.Demand.KnownCount!.Value));
            Assert.Contains(scenario.LoadNotes, note => note.Contains("1 trip(s) begin or end more than 2 km", StringComparison.Ordinal));
            Assert.Equal([ServiceForm.Ride, ServiceForm.Rental], scenario.Demand.Requests().Select(trip => trip.Form));
            Assert.Equal(2, PureRun.Play(scenario).Served);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Liechtenstein_is_imported_whole_and_routed_exactly()
    {
        var (roads, summary) = OsmRoads.Load(Require.SharedData("liechtenstein.osm.pbf"));
        foreach (var line in summary.Lines(roads)) TestContext.Current.TestOutputHelper?.WriteLine(line);
        Assert.InRange(roads.NodeCount, 1_000, 20_000);
        Assert.InRange(roads.TotalMetres, 300_000, 1_500_000);
        Assert.DoesNotContain(TravelTimes.Unreachable, TravelTimes.From(roads, 0));
        Assert.DoesNotContain(TravelTimes.Unreachable, TravelTimes.To(roads, 0));
        Assert.NotEmpty(summary.DroppedWays);
        Assert.NotEqual(0, roads.TurnBans.Length);
        var router = new Router(roads);
        var random = new SimulationRandom(4);
        for (var sample = 0; sample < 20; sample++)
        {
            var from = random.Below(roads.NodeCount);
            var times = TravelTimes.From(roads, from);
            for (var to = 0; to < roads.NodeCount; to++)
                Assert.Equal(times[to], router.TravelMs(from, to));
        }
    }

    /// <summary>11, 13, 33, 31 joined both ways at 30 km/h.</summary>
    private static OsmTown Square() => new OsmTown()
        .Way(1, [11, 13], "highway=residential").Way(2, [13, 33], "highway=residential")
        .Way(3, [33, 31], "highway=residential").Way(4, [31, 11], "highway=residential");

    /// <summary>Four streets meet at 22: from the west (1), to the east (2), south (3) and north (4); a slower ring (5 to 8) joins their ends.</summary>
    private static OsmTown Cross() => new OsmTown()
        .Way(1, [21, 22], "highway=secondary,maxspeed=50").Way(2, [22, 23], "highway=secondary,maxspeed=50")
        .Way(3, [12, 22], "highway=secondary,maxspeed=50").Way(4, [22, 32], "highway=secondary,maxspeed=50")
        .Way(5, [21, 31, 32], "highway=residential").Way(6, [32, 33, 23], "highway=residential")
        .Way(7, [23, 13, 12], "highway=residential").Way(8, [12, 11, 21], "highway=residential");

    private static bool HasLink(RoadNetwork roads, long from, long to) => SpeedKmh(roads, from, to) > 0;

    private static int SpeedKmh(RoadNetwork roads, long from, long to) => Enumerable.Range(0, roads.LinkCount)
        .Where(link => roads.LinkFrom[link] == OsmTown.At(roads, from) && roads.LinkTo[link] == OsmTown.At(roads, to))
        .Select(roads.LinkSpeedKmh).FirstOrDefault();

    private static bool IsOverTheMiddle(RoadNetwork roads, long from, long to)
    {
        var links = new Router(roads).Find(OsmTown.At(roads, from), OsmTown.At(roads, to))!.Links.ToArray();
        return links.Any(link => roads.LinkTo[link] == OsmTown.At(roads, 22));
    }
}
