using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FleetActors.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace FleetActors.Benchmarks.Routing;

/// <summary>
/// <c>routing</c>: exact routes a second on one core, links included, between random nodes. Beside it, in turn: the bare
/// loop over the same memory, and the A* with landmarks that came before. A sample is checked against plain Dijkstra.
/// </summary>
public static class RoutingBenchmark
{
    private const int Pairs = 20_000;
    private const int PeerPairs = 500;
    private const int DijkstraSources = 5;
    private const int CityLinks = 360_000;
    private const int CityNodes = 135_000;

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var roads = new Option<string?>("--roads") { Description = "A HIVE folder, or roads as .osm.pbf; without it a generated city of about 360,000 links." };
        var nodes = new Option<int>("--nodes") { Description = "Size of the generated city.", DefaultValueFactory = _ => CityNodes };
        var rounds = new Option<int>("--rounds") { Description = "Rounds; medians are quoted.", DefaultValueFactory = _ => 3 };
        var command = new Command("routing", "Exact routes a second on one core, checked against Dijkstra.") { roads, nodes, rounds };
        command.SetAction(parsed => Run(parsed.GetValue(roads), parsed.GetValue(nodes), parsed.GetValue(rounds)));
        return command;
    }

    private static int Run(string? path, int nodes, int rounds)
    {
        var roads = Load(path, nodes);
        var prepareMs = MeasureMs(() => _ = roads.Hierarchy);
        RouteWeights? weights = null;
        var customizeMs = Enumerable.Range(0, rounds).Select(_ => MeasureMs(() => weights = new RouteWeights(roads, roads.LinkTravelMs))).Order().ElementAt(rounds / 2);
        var reopenMs = MeasureReopening(roads);
        var random = new SimulationRandom(1);
        var pairs = Enumerable.Range(0, Pairs).Select(_ => (From: random.Below(roads.NodeCount), To: random.Below(roads.NodeCount))).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{roads.NodeCount:N0} nodes, {roads.LinkCount:N0} links, {roads.TurnBans.Length:N0} turn bans: ordered and contracted in {prepareMs:N0} ms, {roads.Hierarchy.EdgeCount:N0} edges; new weights in {customizeMs:N0} ms, {weights!.Up.Arcs.Length + weights.Down.Arcs.Length:N0} of {roads.Hierarchy.EdgeCount * 2:N0} needed; from the cache in {reopenMs:N0} ms"));
        var router = new Router(weights);
        if (!IsExact(router, pairs)) return 1;
        var (values, limits, peers, links) = Alternate(router, weights, pairs, rounds);
        var (value, limit, peer) = (Median.Of(values), Median.Of(limits), Median.Of(peers));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=routing value={value:F0} unit=routes/s limit={limit:F0} ratio={value / limit:F2} links={roads.LinkCount} links_a_route={links:F0} astar={peer:F0} times_astar={value / peer:F0} order_ms={prepareMs:F0} weights_ms={customizeMs:F0} cached_start_ms={reopenMs:F0}"));
        return 0;
    }

    private static RoadNetwork Load(string? path, int nodes)
    {
        if (path is not null)
            return ScenarioLoader.Load(path).Roads;
        var roads = GeneratedCity.Build(1, nodes);
        if (nodes == CityNodes && roads.LinkCount < CityLinks)
            throw new InvalidOperationException($"The city has only {roads.LinkCount} links.");
        return roads;
    }

    private static (List<double> Values, List<double> Limits, List<double> Peers, double LinksEach) Alternate(Router router, RouteWeights weights, (int From, int To)[] pairs, int rounds)
    {
        var limit = new ClimbLimit(weights);
        var peer = weights.Roads.TurnBans.Length == 0 ? new LandmarkRouter(weights.Roads) : null;
        var (values, limits, peers) = (new List<double>(), new List<double>(), new List<double>());
        long links = 0;
        long sum = 0;
        // The first round warms everything up and is not counted.
        for (var round = 0; round <= rounds; round++)
        {
            links = 0;
            var value = PerSecond(pairs, pair => links += router.TryFind(pair.From, pair.To, out _, out var found) ? found.Length : 0);
            var bare = PerSecond(pairs, pair => sum += limit.Touch(pair.From, pair.To));
            var astar = peer is null ? double.NaN : PerSecond(pairs[..PeerPairs], pair => sum += peer.Find(pair.From, pair.To)?.TravelMs ?? 0);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(round == 0 ? "warm-up" : $"round {round}"),8}: {value,9:N0} routes/s, bare loop {bare,9:N0}/s, A* with landmarks {astar,7:N0}/s"));
            if (round == 0) continue;
            values.Add(value);
            limits.Add(bare);
            peers.Add(astar);
        }

        GC.KeepAlive(sum);
        return (values, limits, peers, (double)links / pairs.Length);
    }

    /// <summary>Every route from a few nodes, against plain Dijkstra.</summary>
    private static bool IsExact(Router router, (int From, int To)[] pairs)
    {
        var roads = router.Roads;
        var checkedRoutes = 0;
        foreach (var (from, _) in pairs[..DijkstraSources])
        {
            var times = TravelTimes.From(roads, from);
            for (var to = 0; to < roads.NodeCount; to += Math.Max(1, roads.NodeCount / 4_000))
            {
                var isFound = router.TryFind(from, to, out var travelMs, out var links);
                long sum = 0;
                foreach (var link in links) sum += roads.LinkTravelMs[link];
                if (isFound != (times[to] != TravelTimes.Unreachable) || (isFound && (travelMs != times[to] || sum != travelMs)))
                {
                    Console.WriteLine($"WRONG: from {from} to {to} Dijkstra needs {times[to]} ms, the router {travelMs} ms over links that take {sum} ms");
                    return false;
                }

                checkedRoutes++;
            }
        }

        Console.WriteLine($"{checkedRoutes:N0} routes are as fast as plain Dijkstra's");
        return true;
    }

    private static double MeasureReopening(RoadNetwork roads)
    {
        var folder = Directory.CreateTempSubdirectory("routing").FullName;
        try
        {
            var cache = new RoadHierarchyCache(folder, NullLogger<RoadHierarchyCache>.Instance);
            cache.Prepare(roads);
            return MeasureMs(() => cache.Prepare(roads));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double PerSecond((int From, int To)[] pairs, Action<(int From, int To)> query)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var pair in pairs) query(pair);
        return pairs.Length / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double MeasureMs(Action work)
    {
        var began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
