using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FleetActors.Benchmarks.Simulation;
using FleetActors.Silo.Hosting;
using FleetActors.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FleetActors.Benchmarks.Rentals;

/// <summary>
/// <c>rentals</c>: a million cars moved by the traffic kernel, all registered in shards on embedded storage; so many of
/// their trips each simulated minute are rentals: reserved and started through real contract grains when the car leaves,
/// ended when it arrives. The kernel plays a step while the commands of the step before are carried out; all of these
/// complete before the step after it begins.
/// </summary>
public static class RentalsBenchmark
{
    private const int Sample = 500;
    private const int BlockMetres = 7_000;
    private const int RampS = 900;
    private static readonly FleetId Fleet = new("sim-rentals");
    private static readonly DateTimeOffset Start = CityScenario.DefaultStart;

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var cars = new Option<int>("--cars") { Description = "Cars that are to move at once; 8 % more are registered.", DefaultValueFactory = _ => 1_000_000 };
        var junctions = new Option<int>("--junctions") { Description = "Junctions of the city.", DefaultValueFactory = _ => 90_000 };
        var perMinute = new Option<int>("--per-minute") { Description = "Rentals started each simulated minute.", DefaultValueFactory = _ => 6_000 };
        var warmUp = new Option<int>("--warm-up") { Description = "Simulated minutes with rentals before measuring, so that as many end as begin and the runtime has compiled everything.", DefaultValueFactory = _ => 15 };
        var minutes = new Option<int>("--minutes") { Description = "Simulated minutes that are measured one by one; medians are quoted.", DefaultValueFactory = _ => 8 };
        var step = new Option<int>("--step-seconds") { Description = "Simulated seconds of a step.", DefaultValueFactory = _ => 10 };
        var positions = new Option<int>("--positions-every") { Description = "Simulated seconds after which rented cars tell their shard where they are, beside the fixes at begin and end; 0 for never.", DefaultValueFactory = _ => 60 };
        var threads = new Option<int>("--threads") { Description = "Threads of the kernel.", DefaultValueFactory = _ => 1 };
        var directory = new Option<string>("--directory") { Description = "Where data goes; removed afterwards.", DefaultValueFactory = _ => "artifacts/rentals" };
        var command = new Command("rentals", "Rentals of a large simulated fleet, moved by the kernel, through contract grains on embedded storage.") { cars, junctions, perMinute, warmUp, minutes, step, positions, threads, directory };
        command.SetAction((parsed, cancellation) => RunAsync(
            new Settings(parsed.GetValue(cars), parsed.GetValue(junctions), parsed.GetValue(perMinute), parsed.GetValue(warmUp), parsed.GetValue(minutes), parsed.GetValue(step), parsed.GetValue(positions), parsed.GetValue(threads)),
            Path.GetFullPath(parsed.GetValue(directory)!), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, string directory, CancellationToken cancellation)
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        var limitRows = RocksDbLimit.Measure(directory);
        var cars = (int)(settings.Moving * 1.08);
        var world = new Metropolis(settings.Junctions, cities: 1, settings.Moving, BlockMetres);
        using var traffic = new MetropolisTraffic(world, cars, settings.Threads, RampS);
        using var host = BuildHost(Path.Combine(directory, "silo"));
        await host.StartAsync(cancellation);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var trips = new RentedTrips(traffic, world);
        var watch = Stopwatch.StartNew();
        var fleet = new RunFleet(grains, Fleet, Parked(world, cars));
        await fleet.Prepare([.. fleet.Scenario.Vehicles.Select((vehicle, car) => trips.Standing(car, vehicle.Node))], cancellation);
        Say($"{cars:N0} cars registered in {watch.Elapsed.TotalSeconds:F1} s");
        while (traffic.Kernel.NowMs < RampS * 1_000) traffic.Step();
        Say($"{traffic.Moving:N0} cars move, {traffic.Charging:N0} charge");
        trips.PerSecond = settings.PerMinute / 60;
        var play = new Play(settings, trips, traffic, new RentalLoad(grains, fleet, Start));
        await play.Minutes(settings.WarmUp, cancellation);
        var measured = await play.Minutes(settings.Minutes, cancellation);
        await play.Finish(cancellation);
        var settled = await play.Load.CountSettled(Sample, cancellation);
        await host.StopAsync(CancellationToken.None);
        Directory.Delete(directory, recursive: true);
        Print(settings, cars, measured, limitRows, settled, traffic);
        return settled == Sample ? 0 : 1;
    }

    private static void Print(Settings settings, int cars, List<Minute> minutes, double limitRows, int settled, MetropolisTraffic traffic)
    {
        var times = Median.Of([.. minutes.Select(minute => minute.TimesRealTime)]);
        Say($"RESULT name=rentals value={times:F1} unit=times_real_time limit={limitRows:F0} limit_unit=synced_rows_per_s ratio={times / 20:F2} bar=20 least={minutes.Min(m => m.TimesRealTime):F1} most={minutes.Max(m => m.TimesRealTime):F1} cars={cars} moving={minutes.Min(m => m.Moving)} started_per_minute={minutes.Average(m => m.Started):F0} ended_per_minute={minutes.Average(m => m.Ended):F0} cpu_us_per_rental={Median.Of([.. minutes.Select(m => m.CpuS * 1e6 / m.Started)]):F0} fixes_per_minute={minutes.Average(m => m.Fixes):F0} sampled_settled={settled} motion=kernel threads={settings.Threads} hash={traffic.Kernel.Tallies.EventHash:x16}");
    }

    private static Scenario Parked(Metropolis world, int cars)
    {
        var roads = world.Roads.Roads;
        return new Scenario
        {
            Name = "rentals",
            Seed = 1,
            Start = Start,
            End = Start.AddDays(1),
            Roads = roads,
            Vehicles = [.. CityScenario.Fleet(roads, 1, cars, CityScenario.CompactCar, 500, 950).Select((vehicle, car) => vehicle with { Node = (int)((long)car * roads.NodeCount / cars) })],
            Demand = new ListedDemand([]),
        };
    }

    private static IHost BuildHost(string directory)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ReadableLogs();
        builder.UseOrleans(silo => silo.AddFleetSilo(SiloSettings.Bare(StorageKind.Embedded, directory)));
        return builder.Build();
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed record Settings(int Moving, int Junctions, int PerMinute, int WarmUp, int Minutes, int StepSeconds, int PositionsEvery, int Threads);

    /// <summary>What one simulated minute took.</summary>
    private sealed record Minute(double TimesRealTime, double CpuS, int Started, int Ended, long Fixes, long Moving);

    /// <summary>The pipeline: the kernel is one step ahead of the commands.</summary>
    private sealed class Play(Settings settings, RentedTrips trips, MetropolisTraffic traffic, RentalLoad load)
    {
        private RentalBatch? _due;

        public RentalLoad Load => load;

        public async Task<List<Minute>> Minutes(int count, CancellationToken cancellation)
        {
            var minutes = new List<Minute>();
            for (var minute = 0; minute < count; minute++)
            {
                var (watch, cpu, started, ended, fixes, woken) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, load.Started, load.Ended, load.Fixes, load.Woken);
                var (paused, young, all) = (GC.GetTotalPauseDuration(), GC.CollectionCount(0), GC.CollectionCount(2));
                for (var second = 0; second < 60; second += settings.StepSeconds) await Step(cancellation);
                minutes.Add(new(60 / watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, load.Started - started, load.Ended - ended, load.Fixes - fixes, traffic.Moving));
                Say($"{traffic.Kernel.NowMs / 60_000} min: {minutes[^1].TimesRealTime:F1} × real time, {minutes[^1].CpuS:F2} s of processor time; {minutes[^1].Started:N0} started, {minutes[^1].Ended:N0} ended, {trips.Open:N0} open; {minutes[^1].Fixes:N0} fixes, {load.Woken - woken:N0} woken; {traffic.Moving:N0} moving; {GC.CollectionCount(0) - young} collections, {GC.CollectionCount(2) - all} of everything, which stopped it for {(GC.GetTotalPauseDuration() - paused) / watch.Elapsed:P0}");
            }

            return minutes;
        }

        /// <summary>Carries out what is still due.</summary>
        public Task Finish(CancellationToken cancellation) => load.Carry(_due!, trips.Customers, [], cancellation);

        private async Task Step(CancellationToken cancellation)
        {
            var due = _due;
            var areToldWhere = settings.PositionsEvery > 0 && due is not null && due.EndMs % (settings.PositionsEvery * 1_000) == 0;
            var (customers, moving) = (trips.Customers, areToldWhere ? trips.Moving().ToList() : []);
            var next = Task.Run(() => trips.Step(settings.StepSeconds), cancellation);
            if (due is not null) await load.Carry(due, customers, moving, cancellation);
            _due = await next;
        }
    }
}
