using FleetActors.Simulation;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Simulation;

public sealed class RouteHierarchyTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    [Fact]
    public void Refreshed_times_give_exact_routes_also_where_links_take_no_time_or_are_closed() =>
        Prop.ForAll(Seeds(), seed =>
        {
            var random = new SimulationRandom((ulong)seed);
            var roads = RoadThickets.Grow(random);
            var router = new Router(roads);
            router.Find(0, roads.NodeCount - 1);
            for (var refresh = 0; refresh < 3; refresh++)
            {
                var times = RoadThickets.Times(random, roads);
                router.Use(new RouteWeights(roads, times));
                AllRoutesAreExact(roads, router, random.Below(roads.NodeCount), times);
            }
        }).Check(Thorough);

    [Fact]
    public void Banned_turns_are_never_taken_and_cost_no_more_than_they_must() =>
        Prop.ForAll(Seeds(), seed =>
        {
            var random = new SimulationRandom((ulong)seed);
            var roads = RoadThickets.Grow(random, withBans: true);
            AllRoutesAreExact(roads, new Router(roads), random.Below(roads.NodeCount), roads.LinkTravelMs.ToArray());
            var times = RoadThickets.Times(random, roads);
            AllRoutesAreExact(roads, new Router(new RouteWeights(roads, times)), random.Below(roads.NodeCount), times);
        }).Check(Thorough);

    [Fact]
    public void Plain_Dijkstra_and_the_search_for_cars_keep_to_banned_turns_too() =>
        Prop.ForAll(Seeds(), seed =>
        {
            var random = new SimulationRandom((ulong)seed);
            var roads = RoadThickets.Grow(random, withBans: true);
            var car = random.Below(roads.NodeCount);
            var free = new FreeCars(roads.NodeCount);
            free.Add(car, 0);
            var search = new NearestCarSearch(roads, free);
            var expected = RoadThickets.TimesOverLinks(roads, car, roads.LinkTravelMs.ToArray());
            var forward = TravelTimes.From(roads, car);
            for (var to = 0; to < roads.NodeCount; to++)
            {
                var expectedMs = expected[to] == RouteWeights.Unreachable ? TravelTimes.Unreachable : expected[to];
                Assert.Equal(expectedMs, forward[to]);
                Assert.Equal(expectedMs, TravelTimes.To(roads, to)[car]);
                var (found, timeMs) = search.ByDriving(to, int.MaxValue, _ => true);
                Assert.Equal(expectedMs, found < 0 ? TravelTimes.Unreachable : timeMs);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_city_is_routed_exactly_after_its_times_changed()
    {
        var roads = GeneratedCity.Build(3, 2_000);
        var random = new SimulationRandom(17);
        var router = new Router(roads);
        var times = roads.LinkTravelMs.ToArray();
        AllRoutesAreExact(roads, router, 11, times);
        for (var link = 0; link < times.Length; link++)
            times[link] = times[link] * random.Between(1, 9);
        router.Use(new RouteWeights(roads, times));
        AllRoutesAreExact(roads, router, 12, times);
    }

    [Fact]
    public void A_query_allocates_nothing()
    {
        var roads = GeneratedCity.Build(4, 1_000);
        var router = new Router(roads);
        var sum = Drive();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = Drive();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(sum, again);
        Assert.Equal(0, allocated);

        long Drive()
        {
            long total = 0;
            for (var query = 0; query < 500; query++)
            {
                if (router.TryFind(query, roads.NodeCount - 1 - query, out var travelMs, out var links))
                    total += travelMs + links.Length;
            }

            return total;
        }
    }

    [Fact]
    public void Weights_fit_their_network_only()
    {
        var roads = GeneratedCity.Build(4, 200);
        Assert.Throws<ArgumentException>(() => new RouteWeights(roads, new int[roads.LinkCount + 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RouteWeights(roads, [.. Enumerable.Repeat(-1, roads.LinkCount)]));
        Assert.Throws<ArgumentException>(() => new Router(roads).Use(GeneratedCity.Build(5, 200).FreeFlow));
        Assert.Throws<ArgumentException>(() => new RoadNetwork(roads.Nodes.ToArray(), [new RoadLink(0, 1, 1, 1), new RoadLink(2, 3, 1, 1)], [new TurnBan(0, 1)]));
    }

    private static void AllRoutesAreExact(RoadNetwork roads, Router router, int from, int[] times)
    {
        var expected = roads.NodeCount > 100 ? TravelTimes.From(roads, from, times) : RoadThickets.TimesOverLinks(roads, from, times);
        var banned = roads.TurnBans.ToArray().ToHashSet();
        for (var to = 0; to < roads.NodeCount; to++)
        {
            var isFound = router.TryFind(from, to, out var travelMs, out var links);
            Assert.Equal(expected[to] < RouteWeights.Unreachable, isFound);
            Assert.Equal(expected[to], router.TravelMs(from, to));
            if (!isFound) continue;
            Assert.Equal(expected[to], travelMs);
            Assert.Equal(travelMs, links.ToArray().Sum(link => times[link]));
            var at = from;
            for (var i = 0; i < links.Length; i++)
            {
                Assert.Equal(at, roads.LinkFrom[links[i]]);
                at = roads.LinkTo[links[i]];
                Assert.True(i == 0 || !banned.Contains(new TurnBan(links[i - 1], links[i])));
            }

            Assert.Equal(to, at);
        }
    }

    private static Arbitrary<int> Seeds() => Gen.Choose(0, int.MaxValue).ToArbitrary();
}
