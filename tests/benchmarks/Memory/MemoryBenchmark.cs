using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FleetActors.Benchmarks.Telemetry;
using FleetActors.Sdk;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FleetActors.Benchmarks.Memory;

/// <summary>
/// <c>memory</c>: what a parked car costs. Cars are registered durably over TCP by a client process; the silo's whole resident
/// memory is measured, its highest and at rest; then random ones are read, rented and returned. The limit is what the same
/// rows cost RocksDB alone, in time.
/// </summary>
public static class MemoryBenchmark
{
    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var cars = new Option<int>("--cars") { Description = "Cars to register.", DefaultValueFactory = _ => 10_000_000 };
        var rentals = new Option<int>("--rentals") { Description = "Random ones that are read, rented and returned.", DefaultValueFactory = _ => 100 };
        var shards = new Option<int>("--shards") { Description = "Shards with which the fleet is founded, a power of two. Where one comes to have more than 262,144 cars, they split on the way.", DefaultValueFactory = _ => 64 };
        var directory = new Option<string>("--directory") { Description = "Where data goes; removed afterwards.", DefaultValueFactory = _ => "artifacts/memory" };
        var command = new Command("memory", "Memory and registration of parked cars in a silo in another process.") { cars, rentals, shards, directory };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(cars), parsed.GetValue(rentals), parsed.GetValue(shards), Path.GetFullPath(parsed.GetValue(directory)!), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int cars, int rentals, int shards, string directory, CancellationToken cancellation)
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        var limitRows = RocksDbLimit.Measure(directory);
        var silo = await SiloProcess.StartAsync(Path.Combine(directory, "silo"), cancellation);
        using var host = await silo.ConnectAsync(cancellation);
        var fleet = host.Services.GetRequiredService<FleetClient>().Fleet(BenchmarkCars.Fleet);
        var now = host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var empty = silo.ResidentBytes;
        var watch = Stopwatch.StartNew();
        await BenchmarkCars.RegisterAsync(fleet, cars, shards, now, cancellation);
        var registered = watch.Elapsed;
        var (atRest, peak) = (silo.ResidentBytes, silo.PeakResidentBytes);
        var disk = new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{cars:N0} cars registered in {registered.TotalSeconds:F1} s; silo {empty >> 20} MB before, {atRest >> 20} MB after, at most {peak >> 20} MB: {(atRest - empty) / (double)cars:F0} bytes a car; on disk {disk / (double)cars:F0} bytes a car"));
        var direct = new DirectRentals(fleet, now);
        await direct.PrepareAsync(cancellation);
        var random = new Random(1);
        var took = new List<double>();
        foreach (var car in Enumerable.Range(0, rentals).Select(_ => random.Next(cars)).Distinct())
        {
            watch.Restart();
            await direct.RentAsync(car, cancellation);
            took.Add(watch.Elapsed.TotalMilliseconds);
        }
        var rested = silo.ResidentBytes;
        await host.StopAsync(cancellation);
        silo.Dispose();
        Directory.Delete(directory, recursive: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=memory value={Math.Max(peak, rested) / (double)(1 << 30):F2} unit=GiB limit=3 ratio={Math.Max(peak, rested) / (3.0 * (1 << 30)):F2} cars={cars} at_rest_gib={rested / (double)(1 << 30):F2} bytes_a_car={(atRest - empty) / (double)cars:F0} disk_bytes_a_car={disk / (double)cars:F0} register_s={registered.TotalSeconds:F1} registered_per_s={cars / registered.TotalSeconds:F0} rocksdb_rows_s={limitRows:F0} rented={took.Count} rent_median_ms={took.Order().ElementAt(took.Count / 2):F1}"));
        return 0;
    }
}
