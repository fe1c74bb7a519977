using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FleetActors.Simulation.Kernel;

namespace FleetActors.Benchmarks.Simulation;

/// <summary>
/// <c>simulation</c>: moving cars in a generated metropolis, with congestion, energy and charging. All cars leave in the
/// first minutes, then drive from junction to junction without end. Beside the kernel, in turn: the bare loop that only
/// moves as many cars.
/// </summary>
public static class SimulationBenchmark
{
    private const int MaxCityCars = 1_100_000;
    private const int BlockMetres = 7_000;
    private const int SayEveryS = 600;
    private const int HourMs = 3_600_000;

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var cars = new Option<int>("--cars") { Description = "Cars that are to move at once.", DefaultValueFactory = _ => 1_000_000 };
        var junctions = new Option<int>("--junctions") { Description = "Junctions of a city.", DefaultValueFactory = _ => 90_000 };
        var threads = new Option<int>("--threads") { Description = "Threads of the kernel.", DefaultValueFactory = _ => 2 };
        var ramp = new Option<int>("--ramp") { Description = "Simulated seconds in which all cars leave.", DefaultValueFactory = _ => 900 };
        var settle = new Option<int>("--settle") { Description = "Simulated seconds after that, before measuring.", DefaultValueFactory = _ => 300 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of 60 simulated seconds; medians are quoted.", DefaultValueFactory = _ => 5 };
        var command = new Command("simulation", "Car updates a second of the kernel beside the bare loop.") { cars, junctions, threads, ramp, settle, rounds };
        command.SetAction(parsed => Run(parsed.GetValue(cars), parsed.GetValue(junctions), parsed.GetValue(threads), parsed.GetValue(ramp), parsed.GetValue(settle), parsed.GetValue(rounds)));
        return command;
    }

    private static int Run(int moving, int junctions, int threads, int rampS, int settleS, int rounds)
    {
        var began = Stopwatch.GetTimestamp();
        // Some charge or stand between two trips; so many more are there.
        var cars = (int)(moving * 1.08);
        var cities = (cars + MaxCityCars - 1) / MaxCityCars;
        var world = new Metropolis(junctions, cities, moving / cities, BlockMetres);
        Say($"{cities} cities, {world.Roads.Roads.NodeCount:N0} junctions, {world.Roads.Roads.LinkCount:N0} links in {world.Roads.SegmentCount:N0} segments; {world.RouteCount:N0} routes of {world.LinksPerRoute:F0} links, {world.PlannedTripS / 60:F1} min as planned, in {world.Store.Bytes / 1e6:F0} MB; {world.WayKm:N0} km of streets one way with {world.LaneKm / world.WayKm:F2} lanes; made in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
        using var traffic = new MetropolisTraffic(world, cars, threads, rampS);
        began = Stopwatch.GetTimestamp();
        var last = traffic.Kernel.Tallies;
        for (var second = 0; second < rampS + settleS; second++)
        {
            traffic.Step();
            if ((second + 1) % SayEveryS != 0)
                continue;
            var now = traffic.Kernel.Tallies;
            Say($"{traffic.Kernel.NowMs / 60_000,3} min: {traffic.Moving:N0} moving, {traffic.Charging:N0} charging; a second {(now.Departures - last.Departures) / SayEveryS:N0} departures, {(now.Arrivals - last.Arrivals) / SayEveryS:N0} arrivals; mean trip {MeanTripMin(last, now):F2} min; {now.Teleports - last.Teleports:N0} lifted; {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s");
            last = now;
        }

        return Measure(traffic, cars, threads, rounds, world.PlannedTripS / 60);
    }

    private static int Measure(MetropolisTraffic traffic, int cars, int threads, int rounds, double plannedTripMin)
    {
        using var bare = new BareLoop(cars, threads);
        var (values, limits, speeds, perCpuS) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var before = traffic.Kernel.Tallies;
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var leastMoving = long.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var (updates, passages, cpu, began) = (0L, traffic.Kernel.Tallies.Passages, Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            for (var second = 0; second < 60; second++)
            {
                traffic.Step();
                updates += traffic.Moving;
                leastMoving = Math.Min(leastMoving, traffic.Moving);
            }

            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            perCpuS.Add(updates / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
            passages = traffic.Kernel.Tallies.Passages - passages;
            began = Stopwatch.GetTimestamp();
            for (var second = 0; second < 60; second++)
                bare.Step();
            var bareSeconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            values.Add(updates / seconds);
            speeds.Add(60 / seconds);
            limits.Add(60.0 * cars / bareSeconds);
            Say($"round {round + 1}: {values[^1] / 1e6,6:F1} M car updates/s, {perCpuS[^1] / 1e6:F1} M a second of processor time, {speeds[^1]:F0} × real time, {passages / 60:N0} links passed a simulated second; bare loop {limits[^1] / 1e6:F0} M/s");
        }

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        Report(traffic, before, leastMoving, rounds, allocated);
        var (value, limit, memory, now) = (Median.Of(values), Median.Of(limits), Environment.WorkingSet, traffic.Kernel.Tallies);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=simulation value={value:F0} unit=car-updates/s limit={limit:F0} ratio={value / limit:F3} moving={leastMoving} mean_trip_min={MeanTripMin(before, now):F2} planned_trip_min={plannedTripMin:F1} held_up_per_s={(now.FullSeconds - before.FullSeconds) / (rounds * 60.0):F1} departures_per_s={(now.Departures - before.Departures) / (rounds * 60.0):F0} times_real_time={Median.Of(speeds):F1} per_cpu_s={Median.Of(perCpuS):F0} threads={threads} memory_mb={memory / 1e6:F0} bytes_a_car={(double)memory / cars:F0} hash={now.EventHash:x16}"));
        return 0;
    }

    private static void Report(MetropolisTraffic traffic, KernelTallies before, long leastMoving, int rounds, long allocated)
    {
        var now = traffic.Kernel.Tallies;
        double seconds = rounds * 60;
        var trips = now.Arrivals - before.Arrivals;
        Say($"moving, at least: {leastMoving:N0}; charging {traffic.Charging:N0}, {traffic.Chargings:N0} chargings ended; cars without an arrival in the last hour: {traffic.NotArrivedSince(Math.Max(1, traffic.Kernel.NowMs - HourMs)):N0}");
        Say($"longest trip so far {traffic.LongestTripMs / 60_000.0:F1} min, longest under way {traffic.LongestUnderWayMs / 60_000.0:F1} min");
        Say($"a simulated second: {(now.Departures - before.Departures) / seconds:N0} departures, {trips / seconds:N0} arrivals; mean trip of those that ended {MeanTripMin(before, now):F2} min, of all by what moves over what departs {leastMoving * seconds / 60 / (now.Departures - before.Departures):F2} min");
        Say($"mean speed {(now.DrivenMm - before.DrivenMm) / 1e6 * 3_600 / seconds / leastMoving:F1} km/h; {now.Teleports - before.Teleports:N0} lifted past a jam; {(now.FullSeconds - before.FullSeconds) / seconds:N0} queues held up by a full link in a second");
        Say($"allocated in {seconds:F0} steps, demand included: {allocated:N0} bytes");
    }

    /// <summary>Mean time on the road of the trips that ended between two moments.</summary>
    private static double MeanTripMin(KernelTallies from, KernelTallies to) => (to.TripMs - from.TripMs) / 60_000.0 / (to.Arrivals - from.Arrivals);

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
