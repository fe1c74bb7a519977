using FleetActors.Simulation;
using FsCheck;
using FsCheck.Fluent;
using Outcome = FleetActors.Simulation.Outcome;

namespace FleetActors.Tests.Simulation;

/// <summary>Worlds whose cars hinder each other.</summary>
public sealed class WorldTrafficTests
{
    private static readonly RoadNetwork[] Cities = [.. Enumerable.Range(0, 5).Select(seed => GeneratedCity.Build(seed, 150))];

    [Fact]
    public void Whatever_is_refused_a_world_with_queues_stays_sound() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
            WorldWitness.Play(Crowded(seed), WorldWitness.Moody(seed), stepMs: (seed % 3) switch { 0 => 30_000, 1 => 500, _ => 1_000 }).RequestCount > 0)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void A_seed_tells_one_story_however_far_the_clock_is_asked_to_go()
    {
        var atOnce = WorldWitness.Play(Crowded(77), WorldWitness.Moody(77)).Story;
        Assert.Equal(atOnce, WorldWitness.Play(Crowded(77), WorldWitness.Moody(77)).Story);
        Assert.Equal(atOnce, WorldWitness.Play(Crowded(77), WorldWitness.Moody(77), TimeSpan.FromSeconds(1)).Story);
        Assert.Equal(atOnce, WorldWitness.Play(Crowded(77), WorldWitness.Moody(77), TimeSpan.FromSeconds(421.7)).Story);
        Assert.NotEqual(atOnce, WorldWitness.Play(Crowded(77) with { Traffic = TrafficMode.FreeFlow }, WorldWitness.Moody(77)).Story);
    }

    [Fact]
    public void A_car_alone_on_the_road_is_held_up_by_nobody()
    {
        var free = Rides(Corridor(cars: 1));
        var queued = Rides(Corridor(cars: 1) with { Traffic = TrafficMode.Queues });
        // The road is played in whole seconds: a drive begins and ends with one.
        Assert.InRange((Assert.Single(queued) - Assert.Single(free)).TotalSeconds, 0, 3);
    }

    [Fact]
    public void Many_cars_on_one_road_follow_each_other_at_a_headway()
    {
        const int Cars = 60;
        var free = Rides(Corridor(Cars));
        var queued = Rides(Corridor(Cars) with { Traffic = TrafficMode.Queues });
        Assert.Equal(Cars, queued.Count);
        Assert.Single(free.Distinct());
        // 1.13 s behind each other at least; see TrafficModel.FreeHeadwayMs.
        var lastAfterFirst = (queued.Max() - queued.Min()).TotalSeconds;
        Assert.InRange(lastAfterFirst, (Cars - 1) * 1.13, Cars * 3.0);
    }

    [Fact]
    public void Positions_move_on_along_the_route_and_the_odometer_tells_its_length()
    {
        var scenario = Corridor(cars: 20) with { Traffic = TrafficMode.Queues };
        using var world = new FleetWorld(scenario);
        var ended = new List<EndTrip>();
        var odometers = new long[20];
        var seen = new HashSet<MapPoint>();
        for (var at = scenario.Start; !world.IsFinished; at = at.AddSeconds(1))
        {
            while (world.Next(at) is { IsEmpty: false } batch)
            {
                ended.AddRange(batch.OfType<EndTrip>());
                foreach (var intent in batch) world.Report(intent, Outcome.Accepted);
            }

            for (var car = 0; car < odometers.Length; car++)
            {
                var reading = world.ReadingOf(car, world.Now);
                Assert.True(reading.OdometerMetres >= odometers[car], $"car {car} went back");
                Assert.InRange(reading.SpeedKmh, 0, 37);
                odometers[car] = reading.OdometerMetres;
                if (reading.SpeedKmh > 0) seen.Add(reading.Position);
            }
        }

        Assert.Equal(20, ended.Count);
        Assert.All(ended, end => Assert.Equal(3_000, end.DrivenMetres));
        Assert.All(ended, end => Assert.Equal(scenario.Roads.Nodes[3], end.Reading.Position));
        Assert.True(seen.Count > 300, $"{seen.Count} places");
    }

    [Fact]
    public void New_routes_go_around_a_jam_once_drivers_hear_of_it()
    {
        // From 0 to 3 straight on, where the middle link lets fewer through than the first brings; or a little longer over 4.
        var roads = Detour();
        const int Cars = 900;
        var detours = new Dictionary<TrafficMode, int>();
        foreach (var mode in Enum.GetValues<TrafficMode>())
        {
            var lengths = new List<long>();
            PureRun.Play(Crowd(roads, Cars, TimeSpan.FromSeconds(1)) with { Traffic = mode }, intent =>
            {
                if (intent is EndTrip end) lengths.Add(end.DrivenMetres);
                return Outcome.Accepted;
            });
            Assert.Equal(Cars, lengths.Count);
            detours[mode] = lengths.Count(metres => metres == 3_400);
        }

        Assert.Equal(0, detours[TrafficMode.FreeFlow]);
        Assert.InRange(detours[TrafficMode.Queues], Cars / 20, Cars);
    }

    [Fact]
    public void A_jam_is_forgotten_when_the_roads_are_empty()
    {
        const int Cars = 900;
        var crowd = Crowd(Detour(), Cars + 1, TimeSpan.FromSeconds(1));
        var rides = crowd.Demand.Requests().ToArray();
        var much = new FleetPolicies { ChargeBelowPermille = 0, KeepChargePermille = 0 };
        EndTrip? last = null;
        PureRun.Play(
            crowd with
            {
                End = crowd.Start.AddHours(8), Traffic = TrafficMode.Queues, Policies = much,
                Demand = new ListedDemand([.. rides[..Cars], rides[Cars] with { At = crowd.Start.AddHours(7) }]),
            },
            intent =>
            {
                if (intent is EndTrip { Request: Cars } end) last = end;
                return Outcome.Accepted;
            });
        Assert.Equal(3_000, last!.DrivenMetres);
    }

    [Fact]
    public void A_scenario_says_which_traffic_it_has_and_one_that_is_too_long_for_it_is_refused()
    {
        var scenario = Corridor(cars: 1);
        Assert.Equal(TrafficMode.Queues, scenario.WithTraffic("queues").Traffic);
        Assert.Equal(TrafficMode.FreeFlow, scenario.WithTraffic("queues").WithTraffic("free-flow").Traffic);
        Assert.Equal("traffic: 'jams' should be free-flow or queues.", Assert.Throws<ScenarioException>(() => scenario.WithTraffic("jams")).Message);
        var year = scenario with { End = scenario.Start.AddDays(365) };
        Assert.Contains("at most 20 days", Assert.Throws<ScenarioException>(() => year.WithTraffic("queues")).Message, StringComparison.Ordinal);
    }

    /// <summary>When each ride ended, by car, counted from the scenario's start.</summary>
    private static List<TimeSpan> Rides(Scenario scenario)
    {
        var ended = new List<TimeSpan>();
        PureRun.Play(scenario, intent =>
        {
            if (intent is EndTrip end) ended.Add(end.At - scenario.Start);
            return Outcome.Accepted;
        });
        return ended;
    }

    /// <summary>Three links of a kilometre at 36 km/h, with all cars at one end and a ride for each of them to the other, wanted at once.</summary>
    private static Scenario Corridor(int cars) => Crowd(
        new RoadNetwork(
            [Point(0, 0), Point(0, 10), Point(0, 20), Point(0, 30)],
            [new(0, 1, 1_000_000, 100_000), new(1, 2, 1_000_000, 100_000), new(2, 3, 1_000_000, 100_000)]),
        cars,
        TimeSpan.Zero);

    private static RoadNetwork Detour() => new(
        [Point(0, 0), Point(0, 10), Point(0, 20), Point(0, 30), Point(10, 15)],
        [new(0, 1, 1_000_000, 100_000), new(1, 2, 1_000_000, 200_000), new(2, 3, 1_000_000, 100_000), new(0, 4, 1_700_000, 210_000), new(4, 3, 1_700_000, 210_000)]);

    /// <summary>A ride for each car from node 0 to node 3, so long after one another.</summary>
    private static Scenario Crowd(RoadNetwork roads, int cars, TimeSpan apart) => new()
    {
        Name = "crowd",
        Seed = 1,
        Start = CityScenario.DefaultStart,
        End = CityScenario.DefaultStart.AddHours(1),
        Roads = roads,
        Vehicles = [.. Enumerable.Range(0, cars).Select(car => new ScenarioVehicle($"v{car}", 0, VehicleModel.Leaf50, 1_000))],
        Demand = new ListedDemand([.. Enumerable.Range(0, cars).Select(ride => new TripRequest($"r{ride}", CityScenario.DefaultStart.AddSeconds(5) + ride * apart, 0, 3, 1, ServiceForm.Ride))]),
        Policies = new FleetPolicies { ChargeBelowPermille = 0, KeepChargePermille = 0 },
    };

    private static Scenario Crowded(int seed)
    {
        var roads = Cities[seed % Cities.Length];
        var random = SimulationRandom.ForStream(seed, stream: 98);
        var model = new VehicleModel("small", random.Between(900, 3_000), 200, 4_000, random.Between(2, 4));
        return new Scenario
        {
            Name = "crowded",
            Seed = seed,
            Start = CityScenario.DefaultStart,
            End = CityScenario.DefaultStart.AddHours(1),
            Roads = roads,
            Vehicles = CityScenario.Fleet(roads, seed, random.Between(5, 60), model, 150, 1_000),
            Stations = CityScenario.Stations(roads, seed, random.Between(0, 2), plugs: 1, powerW: 4_000),
            Demand = new PoissonDemand(roads, seed, CityScenario.DefaultStart, [.. Enumerable.Repeat(random.Between(20, 400), 24)], new DemandMix { CancelPermille = 250, NoShowPermille = 100 }),
            Policies = new FleetPolicies { IdleChargeAfterMs = 300_000, ChargeBelowPermille = 400 },
            Traffic = TrafficMode.Queues,
        };
    }

    private static MapPoint Point(int north, int east) => new(450_000_000 + north * 9_000, -300_000_000 + east * 12_700);
}
