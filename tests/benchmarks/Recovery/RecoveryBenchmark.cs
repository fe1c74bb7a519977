using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FleetActors.Benchmarks.Telemetry;
using FleetActors.Sdk;
using FleetActors.Vehicles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FleetActors.Benchmarks.Recovery;

/// <summary>
/// <c>recovery</c>: a silo with many cars is killed in the middle of its work and started again on its directory; how long until it takes
/// calls, until every shard has answered with the right counts and states, and until what is near is complete. The limit is
/// RocksDB alone reading the shards' rows; beside it the same restart when every vehicle's record must be read.
/// </summary>
public static class RecoveryBenchmark
{
    private const int Shards = 16;
    private const int UsedAtOnce = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private sealed record Plan(int Cars, int Rented, int Used, int Rounds, bool All, string Directory);

    /// <summary>What a restart took since its process was started.</summary>
    private sealed record Restart(TimeSpan Ready, TimeSpan Shards, TimeSpan Near);

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var cars = new Option<int>("--cars") { Description = "Cars, to 10,000,000.", DefaultValueFactory = _ => 1_000_000 };
        var rented = new Option<int>("--rented") { Description = "Cars that are on a trip when the silo is killed.", DefaultValueFactory = _ => 20_000 };
        var used = new Option<int>("--used") { Description = "Cars that were used earlier and are at rest.", DefaultValueFactory = _ => 200_000 };
        var rounds = new Option<int>("--rounds") { Description = "Kills; medians are quoted.", DefaultValueFactory = _ => 3 };
        var all = new Option<bool>("--all") { Description = "Also restart without the change lists, as data of earlier versions is read.", DefaultValueFactory = _ => true };
        var directory = new Option<string>("--directory") { Description = "Where data goes; removed afterwards.", DefaultValueFactory = _ => "artifacts/recovery" };
        var command = new Command("recovery", """
            Seconds from the start of a killed silo until all its cars are there again, with their states and what is near.

            Examples:
              dotnet run -c Release --project tests/benchmarks -- recovery
              dotnet run -c Release --project tests/benchmarks -- recovery --used 1000000 --rounds 1
              dotnet run -c Release --project tests/benchmarks -- recovery --cars 10000000 --all false
            """) { cars, rented, used, rounds, all, directory };
        command.SetAction((parsed, cancellation) => RunAsync(
            new(parsed.GetValue(cars), parsed.GetValue(rented), parsed.GetValue(used), parsed.GetValue(rounds), parsed.GetValue(all), Path.GetFullPath(parsed.GetValue(directory)!)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Plan plan, CancellationToken cancellation)
    {
        if (Directory.Exists(plan.Directory)) Directory.Delete(plan.Directory, recursive: true);
        var (cars, store) = (await FillAsync(plan, cancellation), new RecoveryStore(plan.Directory));
        var (records, listed) = store.Count();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Cars:N0} cars, {records:N0} with a record, {listed:N0} of them on the change lists"));
        var (restarts, limits, allRead) = (new List<Restart>(), new List<RecoveryLimit>(), new List<Restart>());
        for (var round = 0; round < plan.Rounds; round++)
        {
            restarts.Add(await RestartAsync("by change list", plan, cars, cancellation));
            limits.Add(Measure(store, plan));
        }
        for (var round = 0; plan.All && round < plan.Rounds; round++)
        {
            await store.ForgetListsAsync();
            allRead.Add(await RestartAsync("all records read", plan, cars, cancellation));
        }
        Directory.Delete(plan.Directory, recursive: true);
        PrintResult(plan, records, listed, restarts, limits, allRead);
        return 0;
    }

    /// <summary>Makes the fleet and kills its silo.</summary>
    private static async Task<RecoveryFleet> FillAsync(Plan plan, CancellationToken cancellation)
    {
        using var silo = await SiloProcess.StartAsync(plan.Directory, cancellation);
        using var host = await silo.ConnectAsync(cancellation);
        var fleet = host.Services.GetRequiredService<FleetClient>().Fleet(BenchmarkCars.Fleet);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var now = host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await BenchmarkCars.RegisterAsync(fleet, plan.Cars, Shards, now, cancellation);
        var cars = new RecoveryFleet(plan.Cars, plan.Rented, plan.Used, now.AddHours(-1));
        foreach (var some in cars.Used.Chunk(UsedAtOnce))
        {
            await cars.UseAsync(grains, some, cancellation);
            await RestAsync(fleet, grains, cancellation);
        }
        await Task.Delay(3 * SiloProcess.StatesEvery, cancellation);
        await cars.RentAsync(grains, cancellation);
        await cars.DriveAsync(fleet, cancellation);
        return cars;
    }

    /// <summary>Lets vehicles rest that nobody uses any more; shards are asked meanwhile, so that they stay.</summary>
    private static async Task RestAsync(FleetHandle fleet, IGrainFactory grains, CancellationToken cancellation)
    {
        for (var second = 0; second < 3; second++)
        {
            await fleet.Vehicles.Counts(cancellation);
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        }
        await fleet.Vehicles.Counts(cancellation);
        await grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.FromSeconds(2), cancellation);
    }

    /// <summary>Starts the silo and asks it everything; then the cars drive on, and it is killed.</summary>
    private static async Task<Restart> RestartAsync(string how, Plan plan, RecoveryFleet cars, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var began = Stopwatch.GetTimestamp();
        using var silo = await SiloProcess.StartAsync(plan.Directory, patience.Token);
        var ready = Stopwatch.GetElapsedTime(began);
        using var host = await silo.ConnectAsync(patience.Token);
        var fleet = host.Services.GetRequiredService<FleetClient>().Fleet(BenchmarkCars.Fleet);
        var counts = await fleet.Vehicles.Counts(patience.Token);
        var shards = Stopwatch.GetElapsedTime(began);
        await cars.UntilNearIsCompleteAsync(fleet, patience.Token);
        var restart = new Restart(ready, shards, Stopwatch.GetElapsedTime(began));
        if (await cars.CheckShardsAsync(fleet, counts, patience.Token) is { } wrong) throw new InvalidOperationException(wrong);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{how}: takes calls after {ready.TotalSeconds:F2} s, every shard has answered after {shards.TotalSeconds:F2} s, near is complete after {restart.Near.TotalSeconds:F2} s; processor time {silo.Cpu.TotalSeconds:F1} s"));
        await cars.DriveAsync(fleet, patience.Token);
        return restart;
    }

    private static RecoveryLimit Measure(RecoveryStore store, Plan plan)
    {
        var limit = store.Measure(Enumerable.Range(0, Math.Min(plan.Cars, 200_000)).Select(car =>
            GrainId.Create(VehicleGrain.TypeName, new VehicleKey(BenchmarkCars.Fleet, BenchmarkCars.Id((int)(car * 7_919L % plan.Cars))).ToString())));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RocksDB alone: the shards' {limit.Rows:N0} rows, {limit.Bytes / 1e6:F0} MB, in {limit.Scan.TotalSeconds:F2} s; {limit.GetsPerSecond:N0} vehicle records a second by key"));
        return limit;
    }

    private static void PrintResult(Plan plan, int records, int listed, List<Restart> restarts, List<RecoveryLimit> limits, List<Restart> allRead)
    {
        static double Of<T>(IEnumerable<T> rounds, Func<T, double> seconds) => Median.Of([.. rounds.Select(seconds)]);
        var (value, limit) = (Of(restarts, restart => restart.Near.TotalSeconds), Of(limits, limit => limit.Scan.TotalSeconds));
        var line = string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=recovery value={value:F2} unit=s limit={limit:F2} ratio={limit / value:F2} cars={plan.Cars} rented={plan.Rented} records={records} listed={listed} ready_s={Of(restarts, restart => restart.Ready.TotalSeconds):F2} shards_s={Of(restarts, restart => restart.Shards.TotalSeconds):F2} rocksdb_gets_s={Of(limits, limit => limit.GetsPerSecond):F0}");
        if (allRead.Count > 0)
            line += string.Create(CultureInfo.InvariantCulture, $" all_records_s={Of(allRead, restart => restart.Near.TotalSeconds):F2} all_records_shards_s={Of(allRead, restart => restart.Shards.TotalSeconds):F2}");
        Console.WriteLine(line);
    }
}
