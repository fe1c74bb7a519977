using System.CommandLine;
using System.Globalization;
using FleetActors.Sdk;
using FleetActors.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FleetActors.Benchmarks.Telemetry;

/// <summary>
/// <c>telemetry</c>: fixes a second from a client process over TCP loopback into a silo in another process, every one in its
/// car's slot, rules and quarantine on, snapshots durable beside it; and raw blocks of the same size as the limit.
/// </summary>
public static class TelemetryBenchmark
{
    private const int Shards = 16;
    private const int Probes = 16;

    private sealed record Plan(int Cars, TimeSpan WarmUp, TimeSpan Each, int Rounds, TimeSpan Steady, TimeSpan Slowed, int Questions, int BatchSize, bool Tracks, string Directory);

    private sealed record Steady(double P50Ms, double P99Ms, MemoryWatch Memory);

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var cars = new Option<int>("--cars") { Description = "Cars, each of which sends in every round.", DefaultValueFactory = _ => 100_000 };
        var warmUp = new Option<int>("--warm-up") { Description = "Seconds before the first round: the compiler is at work until then.", DefaultValueFactory = _ => 20 };
        var seconds = new Option<int>("--seconds") { Description = "Length of each round.", DefaultValueFactory = _ => 4 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of limit and product; medians are quoted.", DefaultValueFactory = _ => 3 };
        var steady = new Option<int>("--steady") { Description = "Seconds at half the rate: latency and memory.", DefaultValueFactory = _ => 60 };
        var slowed = new Option<int>("--slowed") { Description = "Seconds with a silo that is stopped again and again.", DefaultValueFactory = _ => 5 };
        var questions = new Option<int>("--questions") { Description = "Questions a second for what is near, all the while; 0 for none.", DefaultValueFactory = _ => 20 };
        var batch = new Option<int>("--batch") { Description = "Fixes of a batch.", DefaultValueFactory = _ => 2_000 };
        var without = new Option<string>("--without") { Description = "tracks: where the cars were is not stored.", DefaultValueFactory = _ => "nothing" };
        without.AcceptOnlyFromAmong("nothing", "tracks");
        var directory = new Option<string>("--directory") { Description = "Where data goes; removed afterwards.", DefaultValueFactory = _ => "artifacts/telemetry" };
        var command = new Command("telemetry", "Fixes a second through TelemetryWriter into a silo in another process.") { cars, warmUp, seconds, rounds, steady, slowed, questions, batch, without, directory };
        command.SetAction((parsed, cancellation) => RunAsync(new(
            parsed.GetValue(cars), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(steady)),
            TimeSpan.FromSeconds(parsed.GetValue(slowed)), parsed.GetValue(questions), parsed.GetValue(batch), parsed.GetValue(without) != "tracks", Path.GetFullPath(parsed.GetValue(directory)!)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Plan plan, CancellationToken cancellation)
    {
        if (Directory.Exists(plan.Directory)) Directory.Delete(plan.Directory, recursive: true);
        using var silo = await SiloProcess.StartAsync(plan.Directory, cancellation, plan.Tracks);
        using var host = await silo.ConnectAsync(cancellation);
        var fleet = host.Services.GetRequiredService<FleetClient>().Fleet(BenchmarkCars.Fleet);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var anHourAgo = host.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddHours(-1);
        var start = DateTimeOffset.FromUnixTimeMilliseconds(anHourAgo.ToUnixTimeMilliseconds()); // shards keep whole milliseconds
        Console.WriteLine(FormattableString.Invariant($"registering {plan.Cars:N0} cars"));
        await BenchmarkCars.RegisterAsync(fleet, plan.Cars + Probes, Shards, start, cancellation);
        await using var writer = await TelemetryWriter.OpenAsync(fleet, new() { BatchSize = plan.BatchSize }, cancellation);
        var cars = await writer.OpenAsync([.. Enumerable.Range(0, plan.Cars + Probes).Select(BenchmarkCars.Id)], cancellation);
        var load = new FixLoad(writer, [.. cars.Take(plan.Cars).Select(car => car!)], start);
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var questions = Task.Run(() => AskAsync(fleet, plan.Questions, asking.Token), cancellation);
        Console.WriteLine("warming up");
        await RawLoad.RunAsync(grains, Shards, plan.BatchSize, plan.Each / 2, cancellation);
        await load.RunAsync(plan.WarmUp, null, cancellation);
        var (limits, rates) = (new List<double>(), new List<double>());
        for (var round = 0; round < plan.Rounds; round++)
        {
            limits.Add(await RawLoad.RunAsync(grains, Shards, plan.BatchSize, plan.Each, cancellation));
            var (siloCpu, ownCpu) = (silo.Cpu, Environment.CpuUsage.TotalTime);
            rates.Add(await load.RunAsync(plan.Each, null, cancellation));
            var fixes = rates[^1] * plan.Each.TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{rates[^1] / 1e6:F2} M fixes/s, raw bytes {limits[^1] / 1e6:F2} M/s; CPU of a fix: silo {(silo.Cpu - siloCpu).TotalNanoseconds / fixes:F0} ns, client {(Environment.CpuUsage.TotalTime - ownCpu).TotalNanoseconds / fixes:F0} ns"));
        }
        var steady = await SteadyAsync(silo, new ReadableProbe(fleet, writer, [.. cars.Skip(plan.Cars).Select(car => car!)], start), load, Median.Of(rates) / 2, plan.Steady, cancellation);
        await new SlowedSilo(silo, writer, load).RunAsync(plan.Slowed, Median.Of(rates), cancellation);
        await asking.CancelAsync();
        Console.WriteLine($"cells answered {await questions:N0} questions meanwhile");
        await CheckAsync(fleet, load, plan.Cars, cancellation);
        PrintResult(Median.Of(rates), Median.Of(limits), steady, writer.Counters);
        await host.StopAsync(cancellation);
        silo.Dispose();
        Directory.Delete(plan.Directory, recursive: true);
        return 0;
    }

    private static async Task<Steady> SteadyAsync(SiloProcess silo, ReadableProbe probe, FixLoad load, double rate, TimeSpan time, CancellationToken cancellation)
    {
        await load.RunAsync(TimeSpan.FromSeconds(5), rate, cancellation);
        var memory = new MemoryWatch(silo);
        var watching = memory.RunAsync(time, cancellation);
        var probing = Task.Run(() => probe.RunAsync(time, cancellation), cancellation);
        var reached = await load.RunAsync(time, rate, cancellation);
        var took = (await probing).Order().ToArray();
        await watching;
        var (p50, p99) = (took[took.Length / 2], took[(int)(took.Length * 0.99)]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"at {reached / 1e6:F2} M fixes/s: sent to readable p50 {p50:F1} p99 {p99:F1} ms of {took.Length} probes"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"silo memory over {time.TotalSeconds:F0} s: {memory.FirstMb:F0} MB first, {memory.LastMb:F0} MB last; at most {memory.FirstHalfMb:F0} MB in the first half, {memory.SecondHalfMb:F0} MB in the second; slope {memory.MbPerMinute:F1} MB a minute"));
        return new(p50, p99, memory);
    }

    /// <summary>Customers ask what is near, in turn near, around and far away, so that cells of every level are read. Answers how often.</summary>
    private static async Task<int> AskAsync(FleetHandle fleet, int perSecond, CancellationToken stop)
    {
        double[] radiiMetres = [500, 100_000, 2_000_000];
        var asked = 0;
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Math.Max(1, perSecond)));
            while (perSecond > 0 && await timer.WaitForNextTickAsync(stop))
            {
                var place = FixLoad.FixOf(asked, 0, default).Position;
                await fleet.Vehicles.Nearest(new(place, radiiMetres[asked % radiiMetres.Length], 10, null, null, 0), stop);
                asked++;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The measurement is over.
        }
        return asked;
    }

    /// <summary>The slots of some thousand cars hold the last fix that was written for them.</summary>
    private static async Task CheckAsync(FleetHandle fleet, FixLoad load, int cars, CancellationToken cancellation)
    {
        for (var car = 0; car < cars; car += Math.Max(1, cars / 5_000))
        {
            var seen = await fleet.Vehicles.Sighting(BenchmarkCars.Id(car), cancellation);
            if (seen?.Fix is not { } fix || new PackedFix(fix) != new PackedFix(load.LastOf(car)))
                throw new InvalidOperationException($"Car {car} has {seen?.Fix}, and {load.LastOf(car)} was written last.");
        }
    }

    private static void PrintResult(double value, double limit, Steady steady, TelemetryCounters counters) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=telemetry value={value:F0} unit=fixes/s limit={limit:F0} ratio={value / limit:F2} readable_p50_ms={steady.P50Ms:F1} readable_p99_ms={steady.P99Ms:F1} memory_first_half_mb={steady.Memory.FirstHalfMb:F0} memory_second_half_mb={steady.Memory.SecondHalfMb:F0} written={counters.Written} acknowledged={counters.Acknowledged} applied={counters.Applied} quarantined={counters.Quarantined} unknown={counters.Unknown} retries={counters.Retries}"));
}
