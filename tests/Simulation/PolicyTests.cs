using System.Collections.Immutable;
using FleetActors.Simulation;
using FsCheck;
using FsCheck.Fluent;
using Outcome = FleetActors.Simulation.Outcome;

namespace FleetActors.Tests.Simulation;

public sealed class PolicyTests
{
    private static readonly RoadNetwork[] Cities = [.. Enumerable.Range(0, 3).Select(seed => GeneratedCity.Build(seed, 300))];

    private static readonly string[] Mixes =
    [
        "dispatch=batch", "reposition=demand", "charging=opportunistic", "charging=off-peak", "pricing=demand",
        "dispatch=batch,reposition=demand,charging=off-peak,pricing=demand",
    ];

    [Fact]
    public void Under_every_policy_the_world_stays_sound_whatever_is_refused() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var witness = WorldWitness.Play(Town(seed, Mixes[seed % Mixes.Length]), Moody(seed), stepMs: seed % 3 == 0 ? 30_000 : 1_000);
            return witness.RequestCount > 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_seed_tells_one_story_under_every_policy()
    {
        foreach (var mix in Mixes)
        {
            var story = WorldWitness.Play(Town(5, mix), Moody(5)).Story;
            Assert.Equal(story, WorldWitness.Play(Town(5, mix), Moody(5), TimeSpan.FromSeconds(7.3)).Story);
        }
    }

    [Fact]
    public void Every_policy_changes_something()
    {
        // A policy that is never asked would pass every other test here.
        var usual = WorldWitness.Play(Town(8, ""), Moody(8)).Story;
        Assert.All(Mixes, mix => Assert.NotEqual(usual, WorldWitness.Play(Town(8, mix), Moody(8)).Story));
    }

    [Fact]
    public void Repositioning_moves_at_most_its_share_and_only_cars_that_are_there() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = SimulationRandom.ForStream(seed, stream: 98);
            var roads = Cities[seed % Cities.Length];
            var zones = new ZoneGrid(roads, random.Between(100, 2_000));
            ImmutableArray<int> Draw(int most) => [.. Enumerable.Range(0, zones.Count).Select(_ => random.Below(most + 1))];
            var look = new RepositionLook(Draw(9), Draw(3), Draw(20), zones, roads);
            var limits = new FleetPolicies { RepositionMostPermille = random.Below(1_001) };
            var moves = new DemandReposition().Plan(look, limits);
            var moved = moves.Sum(move => move.Cars);
            return moves.All(move => move.Cars > 0 && move.From != move.To)
                && moves.GroupBy(move => move.From).All(from => from.Sum(move => move.Cars) <= look.FreeCars[from.Key])
                && moved <= look.FreeCars.Sum() * limits.RepositionMostPermille / 1_000
                // Who gives a car away never is one that gets one.
                && !moves.Select(move => move.From).Intersect(moves.Select(move => move.To)).Any();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Cars_are_spread_in_proportion_to_requests_when_all_may_move()
    {
        var roads = Cities[0];
        var zones = new ZoneGrid(roads, 400);
        var free = new int[zones.Count];
        var requests = new int[zones.Count];
        free[0] = 40;
        (requests[1], requests[2]) = (30, 10);
        var moves = new DemandReposition().Plan(new RepositionLook([.. free], [.. new int[zones.Count]], [.. requests], zones, roads), new FleetPolicies { RepositionMostPermille = 1_000 });
        Assert.Equal([new ZoneMove(0, 1, 30), new ZoneMove(0, 2, 10)], moves);
    }

    [Fact]
    public void Prices_stay_within_their_bounds_and_steps_and_a_tariff_is_published_for_each() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = SimulationRandom.ForStream(seed, stream: 97);
            var least = random.Between(1, 15) * 10;
            var limits = new FleetPolicies { Pricing = new DemandPricing(), PriceLeastPercent = least, PriceMostPercent = least + random.Below(20) * 10 };
            var percent = PriceSteps.Within(limits.Pricing.Percent(new PricingLook(random.Below(50), random.Below(1_000)), limits), limits);
            return percent >= limits.PriceLeastPercent && percent <= limits.PriceMostPercent && PriceSteps.Of(limits).Contains(percent);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void The_price_that_is_signed_is_the_one_that_was_shown_and_some_do_without()
    {
        var prices = new HashSet<int>();
        var declined = 0;
        PureRun.Play(Town(3, "pricing=demand") with { Vehicles = CityScenario.Fleet(Cities[0], 3, 3, VehicleModel.Leaf50, 800, 800) }, intent =>
        {
            if (intent is ReserveCar reserve) prices.Add(reserve.PricePercent);
            if (intent is CancelRequest { Reason: CancellationReason.PriceDeclined }) declined++;
            return Outcome.Accepted;
        });
        Assert.True(prices.Count > 1);
        Assert.True(declined > 0);
    }

    [Theory]
    [InlineData("dispatch=quickest", "'quickest' should be nearest or batch")]
    [InlineData("parking=free", "there is no policy 'parking' (there are: dispatch=nearest|batch;")]
    [InlineData("dispatch", "'' should be nearest or batch")]
    public void A_policy_that_is_not_there_is_named_with_those_that_are(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<ScenarioException>(() => PolicyCatalog.Select(new FleetPolicies(), text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_comparison_tells_differences_with_their_sign_and_gives_the_same_bytes()
    {
        var scenario = Town(4, "");
        ComparisonReport Compared() => new([.. ScenarioVariant.ReadAll(scenario, ["dispatch=nearest", "dispatch=batch,reposition=demand"]).Select(variant => new ComparedRun(variant.Name, PureRun.Play(variant.Of(scenario))))]);
        var report = Compared();
        var files = ComparisonWriter.Files(report).ToList();
        Assert.Equal(files, ComparisonWriter.Files(Compared()));
        var empty = report.Figures().Single(figure => figure.Id == "km_empty");
        Assert.True(empty.Difference(1) > 0);
        var csv = files.Single(file => file.Name == "comparison.csv").Content.Split('\n');
        Assert.Equal("figure,unit,dispatch=nearest,\"dispatch=batch,reposition=demand\",\"difference: dispatch=batch,reposition=demand\"", csv[0]);
        Assert.Contains(csv, line => line.StartsWith("km_empty,km,", StringComparison.Ordinal) && line.Contains(",+", StringComparison.Ordinal));
        Assert.DoesNotContain("http", files.Single(file => file.Name == "comparison.html").Content, StringComparison.OrdinalIgnoreCase);
        // One alone is measured against the scenario as it is.
        Assert.Equal(["as described", "dispatch=batch"], ScenarioVariant.ReadAll(scenario, ["dispatch=batch"]).Select(variant => variant.Name));
    }

    /// <summary>Refuses one intent in eight, decided by its number.</summary>
    private static Func<Intent, Outcome> Moody(int seed) => intent =>
        SimulationRandom.ForStream(seed, (ulong)intent.Sequence + 1_000).Chance(125) ? Outcome.Refused("test.mood") : Outcome.Accepted;

    private static Scenario Town(int seed, string policies)
    {
        var roads = Cities[seed % Cities.Length];
        var start = CityScenario.DefaultStart.AddHours(14);
        return new Scenario
        {
            Name = "town",
            Seed = seed,
            Start = start,
            End = start.AddHours(3),
            Roads = roads,
            Vehicles = CityScenario.Fleet(roads, seed, 14, new VehicleModel("small", 8_000, 200, 11_000, 4), 250, 1_000),
            Stations = CityScenario.Stations(roads, seed, 2, plugs: 2, powerW: 11_000),
            Demand = new PoissonDemand(roads, seed, start, [.. Enumerable.Repeat(50, 24)], new DemandMix { CancelPermille = 100, NoShowPermille = 50, AheadPermille = 200, LatePermille = 200, MostLateMinutes = 20 }),
            Policies = PolicyCatalog.Select(new FleetPolicies { ZoneMetres = 300, RepositionEveryMs = 300_000, RepositionMostPermille = 300, OffPeakFromHour = 21, IdleChargeAfterMs = 600_000 }, policies),
        };
    }
}
