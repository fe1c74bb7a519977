using FleetActors.Simulation;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Simulation;

public sealed class RoutingTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    [Fact]
    public void A_route_is_as_fast_as_plain_Dijkstra_says_and_missing_only_where_there_is_none() =>
        Prop.ForAll(Seeds(), seed =>
        {
            var random = new SimulationRandom((ulong)seed);
            var roads = RoadThickets.Grow(random);
            var router = new Router(roads);
            var from = random.Below(roads.NodeCount);
            var times = TravelTimes.From(roads, from);
            return Enumerable.Range(0, roads.NodeCount).All(to =>
                router.Find(from, to) is { } route
                    ? route.TravelMs == times[to] && IsContinuous(roads, route, from, to)
                    : times[to] == TravelTimes.Unreachable);
        }).Check(Thorough);

    [Fact]
    public void Times_to_a_node_are_times_from_the_others() =>
        Prop.ForAll(Seeds(), seed =>
        {
            var random = new SimulationRandom((ulong)seed);
            var roads = RoadThickets.Grow(random);
            var to = random.Below(roads.NodeCount);
            var backwards = TravelTimes.To(roads, to);
            return Enumerable.Range(0, roads.NodeCount).All(from => TravelTimes.From(roads, from)[to] == backwards[from]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void The_nearest_node_is_the_one_that_looking_at_all_of_them_finds() =>
        Prop.ForAll(Seeds(), seed =>
        {
            var random = new SimulationRandom((ulong)seed);
            var roads = RoadThickets.Grow(random);
            // Also from places outside the map.
            var place = new MapPoint(450_000_000 + random.Between(-300_000, 300_000), -300_000_000 + random.Between(-300_000, 300_000));
            var expected = Enumerable.Range(0, roads.NodeCount).MinBy(node => (roads.Scale.SquaredMm(place, roads.Nodes[node]), node));
            return roads.NearestNode(place) == expected;
        }).Check(Thorough);

    [Fact]
    public void The_nearest_car_is_the_one_with_the_fastest_way_to_the_customer() =>
        Prop.ForAll(Seeds(), seed =>
        {
            var random = new SimulationRandom((ulong)seed);
            var roads = RoadThickets.Grow(random);
            var free = new FreeCars(roads.NodeCount);
            var nodeOf = Enumerable.Range(0, random.Between(1, 6)).Select(_ => random.Below(roads.NodeCount)).ToArray();
            for (var car = 0; car < nodeOf.Length; car++)
                free.Add(nodeOf[car], car);
            var customer = random.Below(roads.NodeCount);
            var maxMs = random.Between(0, 60_000);
            var times = TravelTimes.To(roads, customer);
            var reachable = nodeOf.Where((node, car) => car != 0 && times[node] <= maxMs).ToArray();

            var (found, timeMs) = new NearestCarSearch(roads, free).ByDriving(customer, maxMs, car => car != 0);

            return reachable.Length == 0 ? found == -1 : found > 0 && timeMs == times[nodeOf[found]] && timeMs == reachable.Min(node => times[node]);
        }).Check(Thorough);

    [Fact]
    public void A_generated_city_lets_every_node_reach_every_other()
    {
        foreach (var (seed, nodes) in Enumerable.Range(0, 40).Select(seed => (seed, nodes: 150 + seed * 40)))
        {
            var roads = GeneratedCity.Build(seed, nodes);
            Assert.DoesNotContain(TravelTimes.Unreachable, TravelTimes.From(roads, 0));
            Assert.DoesNotContain(TravelTimes.Unreachable, TravelTimes.To(roads, 0));
            Assert.InRange(roads.NodeCount, nodes / 2, nodes * 3 / 2);
        }
    }

    [Fact]
    public void A_seed_is_one_city_and_another_seed_another()
    {
        var one = GeneratedCity.Build(5, 400);
        var again = GeneratedCity.Build(5, 400);
        var other = GeneratedCity.Build(6, 400);
        Assert.Equal(one.Nodes.ToArray(), again.Nodes.ToArray());
        Assert.Equal(one.LinkTravelMs.ToArray(), again.LinkTravelMs.ToArray());
        Assert.NotEqual(one.Nodes.ToArray(), other.Nodes.ToArray());
    }

    [Fact]
    public void Chance_follows_the_published_sequence_of_SplitMix64()
    {
        var random = new SimulationRandom(0);
        Assert.Equal(0xE220A8397B1DCDAFUL, random.NextBits());
        Assert.Equal(0x6E789E6AA1B965F4UL, random.NextBits());
    }

    [Fact]
    public void Exponential_waits_have_their_mean_and_no_memory()
    {
        var random = new SimulationRandom(9);
        var waits = Enumerable.Range(0, 100_000).Select(_ => random.ExponentialMs(1_000)).ToArray();
        Assert.InRange(waits.Average(), 985, 1_015);
        // e^-1 and e^-2 of them are longer than once and twice the mean.
        Assert.InRange(waits.Count(wait => wait > 1_000), 36_200, 37_400);
        Assert.InRange(waits.Count(wait => wait > 2_000), 13_100, 14_000);
    }

    private static Arbitrary<int> Seeds() => Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static bool IsContinuous(RoadNetwork roads, Route route, int from, int to)
    {
        var at = from;
        foreach (var link in route.Links)
        {
            if (roads.LinkFrom[link] != at)
                return false;
            at = roads.LinkTo[link];
        }

        return at == to;
    }
}
