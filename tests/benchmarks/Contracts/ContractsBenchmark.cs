using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using System.Globalization;
using FleetActors.Silo.Hosting;
using FleetActors.Simulation;

namespace FleetActors.Benchmarks.Contracts;

/// <summary>
/// <c>contracts</c>: full lifecycles a second in one silo on embedded storage, every acknowledgement durable; beside it the
/// machine's RocksDB group-commit rate and, where PostgreSQL is installed, the same lifecycle as prepared SQL.
/// </summary>
public static class ContractsBenchmark
{
    private const int Pairs = 20_480;
    private const int RowsOfLifecycle = 11;
    private static readonly TimeSpan BareWarmUp = TimeSpan.FromSeconds(12);

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var atOnce = new Option<int[]>("--at-once") { Description = "Lifecycles under way at a time; the first one gives the result.", DefaultValueFactory = _ => [512], AllowMultipleArgumentsPerToken = true };
        var seconds = new Option<int>("--seconds") { Description = "Length of each round.", DefaultValueFactory = _ => 8 };
        var warmUp = new Option<int>("--warm-up") { Description = "Seconds before the first round: on two busy cores it takes some 30 s until the runtime has compiled everything for good.", DefaultValueFactory = _ => 30 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds; medians are quoted.", DefaultValueFactory = _ => 3 };
        var directory = new Option<string>("--directory") { Description = "Where data goes; removed afterwards.", DefaultValueFactory = _ => "artifacts/contracts" };
        var postgres = new Option<bool>("--postgres") { Description = "Also measure the SQL peer.", DefaultValueFactory = _ => true };
        var command = new Command("contracts", "Full contract lifecycles a second: reserve, start, end and settle, all durable.") { atOnce, seconds, warmUp, rounds, directory, postgres };
        command.SetAction((parsed, cancellation) => Run(
            parsed.GetValue(atOnce)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), parsed.GetValue(rounds),
            Path.GetFullPath(parsed.GetValue(directory)!), parsed.GetValue(postgres), cancellation));
        return command;
    }

    private static async Task<int> Run(int[] concurrencies, TimeSpan each, TimeSpan warmUp, int rounds, string directory, bool withPostgres, CancellationToken cancellation)
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(Path.Combine(directory, "limit"));
        using var host = BuildHost(Path.Combine(directory, "silo"));
        await host.StartAsync(cancellation);
        var load = await Prepare(host, cancellation);
        Console.WriteLine("warming up");
        await load.Run(concurrencies[0], warmUp, cancellation);
        var limits = new List<double>();
        var results = new List<LoadFigures>();
        var unsettled = 0;
        for (var round = 0; round < rounds; round++)
        {
            limits.Add(RocksDbLimit.Measure(Path.Combine(directory, "limit"), time: TimeSpan.FromSeconds(3)));
            foreach (var atOnce in concurrencies)
            {
                var figures = await load.Run(atOnce, each, cancellation);
                if (atOnce == concurrencies[0]) results.Add(figures);
                var settled = await load.CountSettled(figures, cancellation);
                Print(figures, limits[^1], settled);
                unsettled += figures.Count - settled;
            }
        }
        var bare = await MeasureBare(host, concurrencies[0], each, rounds, cancellation);
        await host.StopAsync(cancellation);
        var peer = withPostgres ? await MeasurePeer(directory, each) : null;
        Directory.Delete(directory, recursive: true);
        PrintResult(results, Median.Of(limits), bare, peer);
        return unsettled == 0 ? 0 : 1;
    }

    private static IHost BuildHost(string directory)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ReadableLogs().SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo => silo.AddFleetSilo(SiloSettings.Bare(StorageKind.Embedded, directory)));
        builder.Services.AddSingleton<BareParties>();
        return builder.Build();
    }

    private static async Task<ContractLoad> Prepare(IHost host, CancellationToken cancellation)
    {
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var clock = host.Services.GetRequiredService<TimeProvider>();
        var fleet = new FleetId("benchmark");
        var scenario = CityScenario.Create(seed: 1, Pairs, start: clock.GetUtcNow());
        var cars = new RunFleet(grains, fleet, scenario);
        var world = new FleetWorld(scenario);
        var readings = new CarReading[Pairs];
        world.FillReadings(0, world.Now, readings);
        Console.WriteLine($"registering {Pairs:N0} cars and customers");
        await cars.Prepare(readings, cancellation);
        await cars.RegisterCustomers(Pairs, clock.GetUtcNow(), cancellation);
        return new(grains, fleet, Pairs, clock);
    }

    /// <summary>The same messages and writes with nothing in the grains, the most that grains can do here; and calls between warm grains, which tell how fast the machine is for Orleans.</summary>
    private static async Task<(double Lifecycles, double WarmCalls)> MeasureBare(IHost host, int atOnce, TimeSpan each, int rounds, CancellationToken cancellation)
    {
        var load = new BareLoad(host.Services.GetRequiredService<IGrainFactory>(), Pairs);
        await load.Calls(atOnce, BareWarmUp / 4);
        var warmCalls = await load.Calls(atOnce, each);
        Console.WriteLine(FormattableString.Invariant($"warm grains: {warmCalls:F0} calls/s that do nothing"));
        await load.Run(atOnce, BareWarmUp);
        var results = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var cpu = Environment.CpuUsage.TotalTime;
            results.Add(await load.Run(atOnce, each));
            Console.WriteLine(FormattableString.Invariant($"bare grains: {results[^1]:F0} lifecycles/s, {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / (results[^1] * each.TotalSeconds):F0} us CPU each"));
        }
        return (Median.Of(results), warmCalls);
    }

    private static async Task<(double PerSecond, int AtOnce)?> MeasurePeer(string directory, TimeSpan each)
    {
        using var server = PostgresServer.Start(directory);
        if (server is null)
        {
            Console.WriteLine("PostgreSQL is not installed: no peer measured.");
            return null;
        }
        var peer = await new PostgresLifecycle(server.ConnectionString).MeasureBest(each);
        Console.WriteLine(FormattableString.Invariant($"PostgreSQL: {peer.PerSecond:F0} lifecycles/s at its best concurrency of {peer.AtOnce}"));
        return peer;
    }

    private static void Print(LoadFigures figures, double limit, int settled) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"at once {figures.AtOnce,5}: {figures.PerSecond,8:F0} lifecycles/s, reserve p50 {figures.PercentileMs(0.5, l => l.Reserve):F0} p99 {figures.PercentileMs(0.99, l => l.Reserve):F0} ms, start p99 {figures.PercentileMs(0.99, l => l.Start):F0} ms, end p99 {figures.PercentileMs(0.99, l => l.End):F0} ms, {figures.CpuMicroseconds:F0} us CPU each, settled {settled} of {figures.Count}, RocksDB limit {limit:F0} rows/s"));

    private static void PrintResult(List<LoadFigures> results, double limitRows, (double Lifecycles, double WarmCalls) bare, (double PerSecond, int AtOnce)? peer)
    {
        var value = Median.Of([.. results.Select(r => r.PerSecond)]);
        var p99 = Median.Of([.. results.Select(r => r.PercentileMs(0.99, l => l.Reserve))]);
        var limit = limitRows / RowsOfLifecycle;
        var line = string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=contracts value={value:F0} unit=lifecycles/s limit={limit:F0} ratio={value / limit:F2} at_once={results[0].AtOnce} reserve_p99_ms={p99:F0} rocksdb_rows_s={limitRows:F0} bare_grains={bare.Lifecycles:F0} of_bare={value / bare.Lifecycles:F2} warm_calls_s={bare.WarmCalls:F0}");
        if (peer is { } sql)
            line += string.Create(CultureInfo.InvariantCulture, $" postgres={sql.PerSecond:F0} postgres_at_once={sql.AtOnce} times_postgres={value / sql.PerSecond:F1}");
        Console.WriteLine(line);
    }
}
