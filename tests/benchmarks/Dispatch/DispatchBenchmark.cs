using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FleetActors.Simulation;
using FleetActors.Tests.Simulation;

namespace FleetActors.Benchmarks.Dispatch;

/// <summary>
/// <c>dispatch</c>: seconds for the cheapest assignment of 10,000 requests to 10,000 cars with their 16 soonest cars each,
/// found on the roads of a generated city. In turn with it, the same batch by OR-Tools; the costs must be equal.
/// </summary>
public static class DispatchBenchmark
{
    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var requests = new Option<int>("--requests") { Description = "Requests in the batch.", DefaultValueFactory = _ => 10_000 };
        var cars = new Option<int>("--cars") { Description = "Free cars.", DefaultValueFactory = _ => 10_000 };
        var each = new Option<int>("--candidates") { Description = "Soonest cars looked at for each request.", DefaultValueFactory = _ => 16 };
        var nodes = new Option<int>("--nodes") { Description = "Size of the generated city.", DefaultValueFactory = _ => 30_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds; medians are quoted.", DefaultValueFactory = _ => 5 };
        var command = new Command("dispatch", "Optimal batch assignment of requests to cars, compared with OR-Tools.") { requests, cars, each, nodes, rounds };
        command.SetAction(parsed => Run(parsed.GetValue(requests), parsed.GetValue(cars), parsed.GetValue(each), parsed.GetValue(nodes), parsed.GetValue(rounds)));
        return command;
    }

    private static int Run(int requests, int cars, int each, int nodes, int rounds)
    {
        var roads = GeneratedCity.Build(1, nodes);
        var random = new SimulationRandom(2);
        var requestNodes = Enumerable.Range(0, requests).Select(_ => random.Below(roads.NodeCount)).ToArray();
        var carNodes = Enumerable.Range(0, cars).Select(_ => random.Below(roads.NodeCount)).ToArray();
        var (own, candidates, peer) = (new List<double>(), new List<double>(), new List<double>());
        // The first round warms everything up and is not counted.
        for (var round = 0; round <= rounds; round++)
        {
            DispatchBatch? batch = null;
            var searchMs = MeasureMs(() => batch = RoadCandidates.Find(roads, carNodes, requestNodes, each, maxMs: 1_800_000, unservedCost: 3_600_000));
            int[] plan = [];
            var ownMs = MeasureMs(() => plan = DispatchPolicies.Batch.Assign(batch!));
            long optimum = 0;
            var peerMs = MeasureMs(() => optimum = OrToolsOptimum.Of(batch!));
            var cost = batch!.CostOf(plan);
            var nearest = batch.CostOf(DispatchPolicies.Nearest.Assign(batch));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(round == 0 ? "warm-up" : $"round {round}"),8}: {batch.CandidateCars.Length:N0} candidates in {searchMs:F0} ms, assigned in {ownMs:F0} ms, OR-Tools {peerMs:F0} ms; cost {cost:N0} (OR-Tools {optimum:N0}, nearest {nearest:N0}), {plan.Count(car => car < 0)} unserved"));
            if (cost != optimum)
            {
                Console.WriteLine("WRONG: the plan does not cost what OR-Tools finds.");
                return 1;
            }

            if (round == 0) continue;
            own.Add(ownMs);
            candidates.Add(searchMs);
            peer.Add(peerMs);
        }

        var (value, limit) = (Median.Of(own), Median.Of(peer));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=dispatch value={value / 1_000:F3} unit=s limit={limit / 1_000:F3} ratio={value / limit:F2} candidates_s={Median.Of(candidates) / 1_000:F3} requests={requests} cars={cars} each={each} cost_equal=yes"));
        return 0;
    }

    private static double MeasureMs(Action work)
    {
        var began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
