using FleetActors.Simulation;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Simulation;

public sealed class DispatchTests
{
    [Fact]
    public void A_batch_costs_what_the_solver_of_OR_Tools_finds() =>
        Prop.ForAll(Seeds(), seed =>
        {
            var random = new SimulationRandom((ulong)seed);
            var batch = RandomBatch(random);
            var plan = DispatchPolicies.Batch.Assign(batch);
            Assert.Equal(OrToolsOptimum.Of(batch), batch.CostOf(plan));
            Assert.Equal(plan, DispatchPolicies.Batch.Assign(batch));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void A_small_batch_costs_what_trying_everything_finds() =>
        Prop.ForAll(Seeds(), seed =>
        {
            var random = new SimulationRandom((ulong)seed);
            var batch = RandomBatch(random, most: 6);
            return batch.CostOf(DispatchPolicies.Batch.Assign(batch)) == CheapestFrom(batch, 0, new bool[batch.CarCount]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Prices_prove_that_no_plan_is_cheaper() =>
        Prop.ForAll(Seeds(), seed =>
        {
            var random = new SimulationRandom((ulong)seed);
            var batch = RandomBatch(random, most: 60);
            var solver = new AssignmentSolver(batch);
            var plan = solver.Solve();
            var prices = solver.Prices.ToArray();
            Assert.All(Enumerable.Range(0, batch.CarCount), car => Assert.True(prices[car] >= 0 && (plan.Contains(car) || prices[car] == 0)));
            long bound = -prices.Sum();
            for (var request = 0; request < batch.RequestCount; request++)
            {
                var row = Enumerable.Range(batch.FirstCandidate[request], batch.FirstCandidate[request + 1] - batch.FirstCandidate[request]);
                bound += row.Select(i => batch.CandidateCosts[i] + prices[batch.CandidateCars[i]]).Append(batch.UnservedCost).Min();
            }

            Assert.Equal(bound, batch.CostOf(plan));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void The_nearest_policy_serves_in_turn_and_is_never_better_than_the_batch() =>
        Prop.ForAll(Seeds(), seed =>
        {
            var random = new SimulationRandom((ulong)seed);
            var batch = RandomBatch(random);
            var plan = DispatchPolicies.Nearest.Assign(batch);
            var taken = new HashSet<int>();
            for (var request = 0; request < batch.RequestCount; request++)
            {
                var left = Enumerable.Range(batch.FirstCandidate[request], batch.FirstCandidate[request + 1] - batch.FirstCandidate[request])
                    .Where(i => batch.CandidateCosts[i] < batch.UnservedCost && !taken.Contains(batch.CandidateCars[i]))
                    .Select(i => (Cost: batch.CandidateCosts[i], Car: batch.CandidateCars[i])).Order().ToArray();
                Assert.Equal(left.Length == 0 ? -1 : left[0].Car, plan[request]);
                taken.Add(plan[request]);
            }

            Assert.True(batch.CostOf(plan) >= batch.CostOf(DispatchPolicies.Batch.Assign(batch)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void The_candidates_are_the_soonest_cars_with_their_time() =>
        Prop.ForAll(Seeds(), seed =>
        {
            var random = new SimulationRandom((ulong)seed);
            var roads = RoadThickets.Grow(random, withBans: true);
            var cars = Enumerable.Range(0, random.Between(0, 12)).Select(_ => random.Below(roads.NodeCount)).ToArray();
            var request = random.Below(roads.NodeCount);
            var maxMs = random.Between(0, 90_000);
            var batch = RoadCandidates.Find(roads, cars, [request], each: 4, maxMs, unservedCost: 100_000);
            var times = TravelTimes.To(roads, request);
            var expected = cars.Select(node => times[node]).Where(time => time <= maxMs).Order().Take(4);
            Assert.Equal(expected, batch.CandidateCosts.ToArray());
            for (var i = 0; i < batch.CandidateCars.Length; i++)
                Assert.Equal(batch.CandidateCosts[i], times[cars[batch.CandidateCars[i]]]);
            Assert.Equal(batch.CandidateCars.Length, batch.CandidateCars.ToArray().Distinct().Count());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void A_city_full_of_requests_is_dispatched_at_the_solvers_cost()
    {
        var roads = GeneratedCity.Build(2, 3_000);
        var random = new SimulationRandom(5);
        var requests = Enumerable.Range(0, 1_500).Select(_ => random.Below(roads.NodeCount)).ToArray();
        var cars = Enumerable.Range(0, 1_400).Select(_ => random.Below(roads.NodeCount)).ToArray();
        var batch = RoadCandidates.Find(roads, cars, requests, each: 8, maxMs: 600_000, unservedCost: 900_000);
        var plan = DispatchPolicies.Batch.Assign(batch);
        Assert.Contains(-1, plan);
        Assert.Equal(OrToolsOptimum.Of(batch), batch.CostOf(plan));
    }

    [Fact]
    public void A_batch_that_contradicts_itself_is_refused_and_so_is_a_wrong_plan()
    {
        Assert.ThrowsAny<ArgumentException>(() => new DispatchBatch(1, [0, 2], [0], [5], 9));
        Assert.ThrowsAny<ArgumentException>(() => new DispatchBatch(1, [0, 1], [1], [5], 9));
        Assert.ThrowsAny<ArgumentException>(() => new DispatchBatch(1, [0, 1], [0], [-5], 9));
        Assert.ThrowsAny<ArgumentException>(() => new DispatchBatch(1, [0, 1], [0], [5], DispatchBatch.MaxCost + 1));
        var batch = new DispatchBatch(2, [0, 1, 2], [0, 0], [5, 5], 9);
        Assert.ThrowsAny<ArgumentException>(() => batch.CostOf([0, 0]));
        Assert.ThrowsAny<ArgumentException>(() => batch.CostOf([1, -1]));
        Assert.Equal(14, batch.CostOf([-1, 0]));
        Assert.Same(DispatchPolicies.Batch, DispatchPolicies.Find("batch"));
        Assert.Null(DispatchPolicies.Find("guess"));
    }

    /// <summary>Few costs, so that there are many ties; rows without any car; cars listed twice; sometimes costs at the limit.</summary>
    private static DispatchBatch RandomBatch(SimulationRandom random, int most = 25)
    {
        var carCount = random.Between(1, most);
        var highest = random.Chance(200) ? DispatchBatch.MaxCost : random.Between(1, 30);
        var first = new List<int> { 0 };
        var (cars, costs) = (new List<int>(), new List<int>());
        for (var request = random.Between(0, most); request > 0; request--)
        {
            for (var candidate = random.Between(0, 6); candidate > 0; candidate--)
            {
                cars.Add(random.Below(carCount));
                costs.Add(random.Between(0, highest));
            }

            first.Add(cars.Count);
        }

        return new DispatchBatch(carCount, [.. first], [.. cars], [.. costs], random.Chance(500) ? highest : random.Between(0, highest));
    }

    private static long CheapestFrom(DispatchBatch batch, int request, bool[] isTaken)
    {
        if (request == batch.RequestCount) return 0;
        var cheapest = batch.UnservedCost + CheapestFrom(batch, request + 1, isTaken);
        for (var i = batch.FirstCandidate[request]; i < batch.FirstCandidate[request + 1]; i++)
        {
            var car = batch.CandidateCars[i];
            if (isTaken[car]) continue;
            isTaken[car] = true;
            cheapest = Math.Min(cheapest, batch.CandidateCosts[i] + CheapestFrom(batch, request + 1, isTaken));
            isTaken[car] = false;
        }

        return cheapest;
    }

    private static Arbitrary<int> Seeds() => Gen.Choose(0, int.MaxValue).ToArbitrary();
}
