using System.CommandLine;
using System.Globalization;
using FleetActors.Cells;
using FleetActors.Fleets;
using FleetActors.Sdk;
using FleetActors.Silo.Hosting;
using FleetActors.Silo.Trust;
using FleetActors.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FleetActors.Benchmarks.Nearest;

/// <summary>
/// <c>nearest</c>: what is near a place, through client and grains of one silo, while cars come and go; beside it the bare
/// trees in a loop. Answers are compared with brute force over all cars.
/// </summary>
public static class NearestBenchmark
{
    /// <summary>The rate that is asked for; latency is measured at half of it.</summary>
    private const double WantedPerSecond = 30_000;

    private const int AtOnce = 64;
    private static readonly FleetId Fleet = new("nearest");

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var cars = new Option<int>("--cars") { Description = "Cars registered; a tenth of them is available.", DefaultValueFactory = _ => 1_000_000 };
        var shards = new Option<int>("--shards") { Description = "Shards of the fleet, a power of two.", DefaultValueFactory = _ => 64 };
        var seconds = new Option<int>("--seconds") { Description = "Length of each measurement.", DefaultValueFactory = _ => 5 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds; medians are quoted.", DefaultValueFactory = _ => 3 };
        var limit = new Option<int>("--limit") { Description = "How many cars a question asks for.", DefaultValueFactory = _ => 10 };
        var radius = new Option<double>("--radius") { Description = "Metres around the place.", DefaultValueFactory = _ => 2_000 };
        var changes = new Option<int>("--changes") { Description = "Cars that come, go or move far a second; half as many move a short way besides.", DefaultValueFactory = _ => 2_000 };
        var command = new Command("nearest", "Questions for the nearest free cars a second, while cars come and go.") { cars, shards, seconds, rounds, limit, radius, changes };
        command.SetAction((parsed, cancellation) => Run(
            parsed.GetValue(cars), parsed.GetValue(shards), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds),
            parsed.GetValue(limit), parsed.GetValue(radius), parsed.GetValue(changes), cancellation));
        return command;
    }

    private static async Task<int> Run(
        int carCount, int shards, TimeSpan each, int rounds, int limit, double radius, int changes, CancellationToken cancellation)
    {
        using var host = BuildHost();
        await host.StartAsync(cancellation);
        var services = host.Services;
        var clock = services.GetRequiredService<TimeProvider>();
        var fleet = services.GetRequiredService<FleetClient>().Fleet(Fleet);
        await fleet.Create(new CreateFleet(new FleetSettings(Fleet, "nearest", new Currency("EUR"), shards)), cancellation: cancellation);
        var cars = new NearestFleet(fleet, services.GetRequiredService<IGrainFactory>(), shards, clock, carCount, carCount / 10, seed: 3);
        var load = new NearestLoad(fleet, services.GetRequiredService<CellDirectory>(), limit, radius);
        var began = clock.GetTimestamp();
        await cars.Prepare(cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{carCount:N0} cars registered, {cars.Available:N0} available, in {clock.GetElapsedTime(began).TotalSeconds:F1} s, {GC.GetTotalMemory(true) / 1e6:F0} MB"));
        await load.Closed(AtOnce, each, cancellation);
        foreach (var number in Enumerable.Range(0, 16_384)) await load.Ask(load.Question(number), cancellation);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var churn = Churn(cars, changes, stop.Token);
        List<double> rates = [], bare = [], p99s = [], bareP99s = [];
        for (var round = 0; round < rounds; round++)
        {
            bare.Add(await load.Bare(Environment.ProcessorCount, each));
            rates.Add(await load.Closed(AtOnce, each, cancellation));
            var bareMs = await load.BareOpen(WantedPerSecond / 2, each, cancellation);
            bareP99s.Add(Share(bareMs, 0.99));
            var (paused, collections) = (GC.GetTotalPauseDuration(), GC.CollectionCount(0));
            var allocated = GC.GetTotalAllocatedBytes();
            var tookMs = await load.Open(WantedPerSecond / 2, each, cancellation);
            p99s.Add(Share(tookMs, 0.99));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round + 1}: {rates[^1]:F0} queries/s, bare trees {bare[^1]:F0}/s; at {WantedPerSecond / 2:F0}/s p50 {Share(tookMs, 0.5):F2} p99 {p99s[^1]:F2} p99.9 {Share(tookMs, 0.999):F2} ms (bare trees {Share(bareMs, 0.5):F2} {bareP99s[^1]:F2} {Share(bareMs, 0.999):F2}), {(GC.GetTotalAllocatedBytes() - allocated) / tookMs.Length} bytes allocated each, {GC.CollectionCount(0) - collections} collections of {(GC.GetTotalPauseDuration() - paused).TotalMilliseconds:F0} ms in all"));
        }
        var (busy, wrongBusy) = await Compare(load, cars, clock, each, cancellation);
        await stop.CancelAsync();
        var changed = await churn;
        await Task.Delay(NearestFleet.SettleTime + TimeSpan.FromSeconds(1), cancellation);
        var (quiet, wrongQuiet) = await Compare(load, cars, clock, each, cancellation);
        Console.WriteLine($"compared with brute force: {busy} answers while {changed:N0} cars changed, {wrongBusy} wrong; {quiet} afterwards, {wrongQuiet} wrong");
        await host.StopAsync(CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=nearest value={Median.Of(rates):F0} unit=queries/s limit={Median.Of(bare):F0} ratio={Median.Of(rates) / Median.Of(bare):F2} p99_ms={Median.Of(p99s):F2} bare_p99_ms={Median.Of(bareP99s):F2} p99_at={WantedPerSecond / 2:F0} cars={carCount} available={cars.Available} compared={busy + quiet} wrong={wrongBusy + wrongQuiet}"));
        return wrongBusy + wrongQuiet == 0 ? 0 : 1;
    }

    private static double Share(double[] sorted, double share) => sorted[(int)(sorted.Length * share)];

    private static IHost BuildHost()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ReadableLogs().SetMinimumLevel(LogLevel.Warning);
        var secret = ClusterSecret.Create();
        builder.UseOrleans(silo => silo.AddFleetSilo(SiloSettings.Bare(StorageKind.Memory, "")).AddFleetTrust(secret));
        builder.Services.AddFleetClient(new FleetActorsOptions { CallerName = "benchmark", CallerRole = Role.Admin, Secret = secret, IsInsideSilo = true });
        return builder.Build();
    }

    /// <summary>Cars come, go and move until it is stopped. Answers how many.</summary>
    private static async Task<int> Churn(NearestFleet cars, int perSecond, CancellationToken stop)
    {
        const int RoundsPerSecond = 200; // one by one, as cars come and go, rather than in bursts
        var changed = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / RoundsPerSecond));
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await cars.Change(perSecond / RoundsPerSecond, CancellationToken.None);
                changed += perSecond / RoundsPerSecond;
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the run.
        }
        return changed;
    }

    /// <summary>Compares answers with brute force for a time: how many, and how many of them were wrong.</summary>
    private static async Task<(int Compared, int Wrong)> Compare(
        NearestLoad load, NearestFleet cars, TimeProvider clock, TimeSpan time, CancellationToken cancellation)
    {
        var (compared, wrong) = (0, 0);
        for (var began = clock.GetTimestamp(); clock.GetElapsedTime(began) < time; compared++)
        {
            var question = load.Question(compared * 31);
            var askedAt = clock.GetTimestamp();
            var found = await load.Ask(question, cancellation);
            if (cars.Check(question, askedAt, found) is not { } problem) continue;
            if (wrong++ < 5) Console.WriteLine($"wrong: {problem}");
        }
        return (compared, wrong);
    }
}
