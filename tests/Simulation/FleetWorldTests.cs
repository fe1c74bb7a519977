using FleetActors.Simulation;
using FsCheck;
using FsCheck.Fluent;
using Outcome = FleetActors.Simulation.Outcome;

namespace FleetActors.Tests.Simulation;

public sealed class FleetWorldTests
{
    [Fact]
    public void Whatever_is_refused_the_world_stays_sound() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var scenario = SmallWorld(seed);
            var witness = WorldWitness.Play(scenario, WorldWitness.Moody(seed), stepMs: seed % 3 == 0 ? 30_000 : 1_000);
            return witness.RequestCount > 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void A_seed_tells_one_story_however_far_the_clock_is_asked_to_go()
    {
        var scenario = SmallWorld(77);
        var atOnce = WorldWitness.Play(scenario, WorldWitness.Moody(77)).Story;
        Assert.Equal(atOnce, WorldWitness.Play(scenario, WorldWitness.Moody(77)).Story);
        Assert.Equal(atOnce, WorldWitness.Play(scenario, WorldWitness.Moody(77), TimeSpan.FromSeconds(1)).Story);
        Assert.Equal(atOnce, WorldWitness.Play(scenario, WorldWitness.Moody(77), TimeSpan.FromSeconds(421.7)).Story);
        Assert.NotEqual(atOnce, WorldWitness.Play(SmallWorld(78), WorldWitness.Moody(77)).Story);
    }

    [Fact]
    public void Small_worlds_queue_at_stations_pause_and_miss_their_customers()
    {
        // The properties above mean little if these never happened.
        var kinds = new HashSet<string>();
        var queued = 0L;
        for (var seed = 0; seed < 30; seed++)
        {
            var report = PureRun.Play(SmallWorld(seed), intent =>
            {
                kinds.Add(intent is CancelRequest cancel ? cancel.Reason.ToString() : intent.GetType().Name);
                return Outcome.Accepted;
            });
            queued += report.QueueWaits;
        }

        Assert.True(queued > 0);
        Assert.Superset(new HashSet<string> { "ReserveCar", "StartTrip", "PauseTrip", "ResumeTrip", "EndTrip", "StartCharging", "StopCharging", "NoCar", "CustomerCancelled", "NoShow" }, kinds);
    }

    [Fact]
    public void A_refused_reservation_goes_to_another_car_and_at_last_is_cancelled_with_the_code()
    {
        var scenario = OneRequest(cars: 3);
        var tried = new List<int>();
        var cancelled = new List<CancelRequest>();
        PureRun.Play(scenario, intent =>
        {
            if (intent is ReserveCar reserve)
                tried.Add(reserve.Car);
            if (intent is CancelRequest cancel)
                cancelled.Add(cancel);
            return intent is ReserveCar ? Outcome.Refused("vehicle.held") : Outcome.Accepted;
        });
        Assert.Equal(3, tried.Distinct().Count());
        Assert.Equal(("vehicle.held", CancellationReason.Refused), (Assert.Single(cancelled).RefusalCode, cancelled[0].Reason));
    }

    [Fact]
    public void A_ride_is_as_long_as_its_route_and_the_position_moves_along_it()
    {
        var scenario = OneRequest(cars: 1);
        var world = new FleetWorld(scenario);
        var trip = scenario.Demand.Requests().Single();
        var route = new Router(scenario.Roads).Find(trip.OriginNode, trip.DestinationNode)!;
        EndTrip? ended = null;
        var seen = new HashSet<MapPoint>();
        for (var at = scenario.Start; !world.IsFinished; at = at.AddSeconds(10))
        {
            while (world.Next(at) is { IsEmpty: false } batch)
            {
                foreach (var intent in batch)
                {
                    ended ??= intent as EndTrip;
                    world.Report(intent, Outcome.Accepted);
                }
            }

            if (world.ReadingOf(0, world.Now) is { SpeedKmh: > 0 } reading)
                seen.Add(reading.Position);
        }

        Assert.Equal(route.LengthMm / 1_000, ended!.DrivenMetres);
        Assert.Equal(scenario.Roads.Nodes[trip.DestinationNode], ended.Reading.Position);
        Assert.True(seen.Count > route.TravelMs / 20_000);
    }

    [Fact]
    public void A_rental_begins_where_the_car_stands_and_not_where_its_customer_came_from()
    {
        var scenario = OneRequest(cars: 1);
        var trip = scenario.Demand.Requests().Single() with { Form = ServiceForm.Rental };
        var near = scenario.Roads.LinkTo[scenario.Roads.FirstOut[trip.OriginNode]];
        scenario = scenario with
        {
            Demand = new ListedDemand([trip]),
            Vehicles = [scenario.Vehicles[0] with { Node = near }],
            Policies = new FleetPolicies { MaxWalkMetres = 5_000 },
        };
        StartTrip? started = null;
        EndTrip? ended = null;
        PureRun.Play(scenario, intent =>
        {
            (started, ended) = (started ?? intent as StartTrip, ended ?? intent as EndTrip);
            return Outcome.Accepted;
        });
        Assert.Equal(scenario.Roads.Nodes[near], started!.Reading.Position);
        Assert.Equal(new Router(scenario.Roads).Find(near, trip.DestinationNode)!.LengthMm / 1_000, ended!.DrivenMetres);
    }

    [Fact]
    public void A_car_too_weak_for_its_own_way_does_not_keep_a_customer_from_the_next()
    {
        // From 0 to 2 it is 1 km. The nearest car stands where a one-way street leads 100 km around, the next one does not.
        MapPoint At(int north) => new(450_000_000 + north * 1_000, -300_000_000);
        var roads = new RoadNetwork(
            [At(0), At(1), At(90), At(-5)],
            [new(0, 2, 1_000_000, 100_000), new(2, 0, 1_000_000, 100_000), new(0, 1, 11_000, 2_000), new(1, 2, 100_000_000, 10_000_000), new(0, 3, 55_000, 6_000), new(3, 2, 1_055_000, 106_000)]);
        var model = VehicleModel.Leaf50 with { BatteryWh = 10_000 };
        var ended = new List<EndTrip>();
        PureRun.Play(OneRequest(cars: 1) with
        {
            Roads = roads,
            Vehicles = [new ScenarioVehicle("v0", 1, model, 900), new ScenarioVehicle("v1", 3, model, 300)],
            Demand = new ListedDemand([new TripRequest("a", CityScenario.DefaultStart, 0, 2, 1, ServiceForm.Rental)]),
            Policies = new FleetPolicies { MaxWalkMetres = 5_000, ChargeBelowPermille = 0, IdleChargeAfterMs = 0 },
        }, intent =>
        {
            if (intent is EndTrip end) ended.Add(end);
            return Outcome.Accepted;
        });
        Assert.Equal((1, 1_055), (Assert.Single(ended).Car, ended[0].DrivenMetres));
    }

    [Fact]
    public void The_world_does_not_go_on_before_every_outcome_is_told()
    {
        var world = new FleetWorld(OneRequest(cars: 1));
        var batch = world.Next(DateTimeOffset.MaxValue);
        Assert.NotEmpty(batch);
        Assert.Throws<InvalidOperationException>(() => world.Next(DateTimeOffset.MaxValue));
        world.Report(batch[0], Outcome.Accepted);
        Assert.Throws<InvalidOperationException>(() => world.Report(batch[0], Outcome.Accepted));
    }

    [Fact]
    public void A_trip_without_a_road_is_cancelled_for_that_reason()
    {
        var roads = new RoadNetwork([new MapPoint(450_000_000, -300_000_000), new MapPoint(450_010_000, -300_000_000)], [new RoadLink(0, 1, 100_000, 10_000)]);
        var report = PureRun.Play(OneRequest(cars: 1) with
        {
            Roads = roads,
            Vehicles = [new ScenarioVehicle("v0", 0, VehicleModel.Leaf50, 800)],
            Demand = new ListedDemand([new TripRequest("a", CityScenario.DefaultStart, 1, 0, 1, ServiceForm.Ride)]),
        });
        Assert.Equal(CancellationReason.NoRoute, Assert.Single(report.CancelledByReason).Reason);
    }

    /// <summary>Too few cars, small batteries, one plug a station: everything that can go wrong does.</summary>
    private static Scenario SmallWorld(int seed)
    {
        var roads = Cities[seed % Cities.Length];
        var random = SimulationRandom.ForStream(seed, stream: 99);
        var model = new VehicleModel("small", random.Between(900, 3_000), 200, 4_000, random.Between(2, 4));
        return new Scenario
        {
            Name = "small",
            Seed = seed,
            Start = CityScenario.DefaultStart,
            End = CityScenario.DefaultStart.AddHours(2),
            Roads = roads,
            Vehicles = CityScenario.Fleet(roads, seed, random.Between(1, 9), model, 150, 1_000),
            Stations = CityScenario.Stations(roads, seed, random.Between(0, 2), plugs: 1, powerW: 4_000),
            Demand = new PoissonDemand(roads, seed, CityScenario.DefaultStart, [.. Enumerable.Repeat(random.Between(5, 40), 24)], new DemandMix { CancelPermille = 150, NoShowPermille = 100 }),
            Policies = new FleetPolicies { IdleChargeAfterMs = 300_000, ChargeBelowPermille = 400 },
        };
    }

    private static readonly RoadNetwork[] Cities = [.. Enumerable.Range(0, 7).Select(seed => GeneratedCity.Build(seed, 150))];

    private static Scenario OneRequest(int cars)
    {
        var roads = Cities[0];
        return new Scenario
        {
            Name = "one",
            Seed = 1,
            Start = CityScenario.DefaultStart,
            End = CityScenario.DefaultStart.AddHours(1),
            Roads = roads,
            Vehicles = CityScenario.Fleet(roads, 1, cars, VehicleModel.Leaf50, 800, 800),
            Demand = new ListedDemand([new TripRequest("a", CityScenario.DefaultStart.AddSeconds(5), 0, roads.NodeCount - 1, 1, ServiceForm.Ride)]),
        };
    }
}
