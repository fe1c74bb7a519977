using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FleetActors.Contracts;
using FleetActors.Deadlines;
using FleetActors.Silo.Hosting;
using FleetActors.Simulation;
using FleetActors.Vehicles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FleetActors.Benchmarks.Output;

/// <summary>
/// <c>rentals</c>: a simulated fleet of a million cars registered in shards on embedded storage, in which so many rentals are
/// reserved, started and ended each simulated minute through real contract grains, all commands of a step before the next.
/// Cars on a trip move in a straight line and tell their shard where they are at each step; the traffic kernel is not in it.
/// </summary>
public static class RentalsBenchmark
{
    private static readonly FleetId Fleet = new("sim-rentals");
    private static readonly DateTimeOffset Start = CityScenario.DefaultStart;

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var cars = new Option<int>("--cars") { Description = "Cars registered.", DefaultValueFactory = _ => 1_000_000 };
        var perMinute = new Option<int>("--per-minute") { Description = "Rentals started, and ended, each simulated minute.", DefaultValueFactory = _ => 6_000 };
        var trip = new Option<int>("--trip-minutes") { Description = "Length of a rental in simulated minutes.", DefaultValueFactory = _ => 3 };
        var minutes = new Option<int>("--minutes") { Description = "Simulated minutes that are measured, after the first trips have ended.", DefaultValueFactory = _ => 4 };
        var step = new Option<int>("--step-seconds") { Description = "Simulated seconds of a step.", DefaultValueFactory = _ => 10 };
        var directory = new Option<string>("--directory") { Description = "Where data goes; removed afterwards.", DefaultValueFactory = _ => "artifacts/rentals" };
        var command = new Command("rentals", "Rentals of a large simulated fleet through contract grains on embedded storage.") { cars, perMinute, trip, minutes, step, directory };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(cars), parsed.GetValue(perMinute), parsed.GetValue(trip), parsed.GetValue(minutes), parsed.GetValue(step), Path.GetFullPath(parsed.GetValue(directory)!), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int cars, int perMinute, int tripMinutes, int minutes, int stepSeconds, string directory, CancellationToken cancellation)
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        var limitRows = RocksDbLimit.Measure(directory);
        using var host = BuildHost(Path.Combine(directory, "silo"));
        await host.StartAsync(cancellation);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var watch = Stopwatch.StartNew();
        var fleet = new RunFleet(grains, Fleet, Parked(cars));
        var parked = fleet.Scenario.Vehicles.Select(vehicle => new CarReading(fleet.Scenario.Roads.Nodes[vehicle.Node], 0, 0, vehicle.ChargePermille, 0)).ToArray();
        await fleet.Prepare(parked, cancellation);
        var registered = watch.Elapsed;
        var perStep = perMinute * stepSeconds / 60;
        var open = perStep * (tripMinutes * 60 / stepSeconds + 1);
        await fleet.RegisterCustomers(open, Start, cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cars:N0} cars in {registered.TotalSeconds:F1} s, {open:N0} customers in {(watch.Elapsed - registered).TotalSeconds:F1} s"));
        var load = new Rentals(grains, fleet, parked, perStep, tripMinutes * 60 / stepSeconds, open, stepSeconds);
        for (var warm = 0; warm < load.TripSteps + 60 / stepSeconds; warm++) await load.Step(cancellation);
        var ended = load.Ended;
        watch.Restart();
        for (var step = 0; step < minutes * 60 / stepSeconds; step++) await load.Step(cancellation);
        var took = watch.Elapsed;
        var times = minutes * 60 / took.TotalSeconds;
        var settled = await load.CountSettled(cancellation);
        await host.StopAsync(CancellationToken.None);
        Directory.Delete(directory, recursive: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=rentals value={times:F1} unit=times_real_time limit={limitRows:F0} limit_unit=synced_rows_per_s ratio={times / 20:F2} bar=20 rentals_per_s={(load.Ended - ended) / took.TotalSeconds:F0} cars={cars} per_minute={perMinute} fixes_per_s={load.FixesOfStep / (took.TotalSeconds / (minutes * 60.0 / stepSeconds)):F0} sampled_settled={settled} motion=straight"));
        return settled == Rentals.Sample ? 0 : 1;
    }

    private static Scenario Parked(int cars)
    {
        var roads = GeneratedCity.Build(1, 3_000);
        return new Scenario
        {
            Name = "rentals",
            Seed = 1,
            Start = Start,
            End = Start.AddDays(1),
            Roads = roads,
            Vehicles = CityScenario.Fleet(roads, 1, cars, CityScenario.CompactCar, 500, 950),
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

    private sealed class Rentals(IGrainFactory grains, RunFleet fleet, CarReading[] parked, int perStep, int tripSteps, int customers, int stepSeconds)
    {
        public const int Sample = 500;
        private const int MetresOfStep = 100;
        private readonly IDeadlinePumpGrain _deadlines = grains.GetGrain<IDeadlinePumpGrain>(Fleet.Value);
        private long _step;

        public int TripSteps => tripSteps;

        public long Ended { get; private set; }

        public long FixesOfStep => (long)perStep * tripSteps;

        /// <summary>What happens in one step: rentals begin, others end, cars between have moved and stand when they end.</summary>
        public async Task Step(CancellationToken cancellation)
        {
            var now = Start.AddSeconds(_step * stepSeconds);
            if (now.Second == 0) await _deadlines.RunDue(now, cancellation);
            await fleet.ApplyFixes(Moving(), now, cancellation);
            var first = _step * perStep;
            var begin = Enumerable.Range(0, perStep).Select(i => Begin(first + i, now, cancellation));
            var last = first - (long)tripSteps * perStep;
            var end = last < 0 ? [] : Enumerable.Range(0, perStep).Select(i => End(last + i, now, cancellation));
            await Task.WhenAll(begin.Concat(end));
            if (last >= 0) Ended += perStep;
            _step++;
        }

        /// <summary>Of the rentals ended first, how many are settled with an invoice that re-computes to the cent.</summary>
        public async Task<int> CountSettled(CancellationToken cancellation)
        {
            var audits = await Task.WhenAll(Enumerable.Range(0, Sample).Select(number => Contract(number).Audit(cancellation)));
            return audits.Count(audit => audit is { IsSettled: true, IsReproduced: true });
        }

        private IEnumerable<(int Car, CarReading Reading)> Moving()
        {
            for (var number = Math.Max(0, (_step - tripSteps) * perStep); number < _step * perStep; number++)
            {
                var car = Car(number);
                var steps = _step - number / perStep;
                var at = parked[car];
                yield return (car, at with { Position = at.Position with { LatE7 = at.Position.LatE7 + (int)(steps * MetresOfStep * 90) }, SpeedKmh = steps < tripSteps ? MetresOfStep * 36 / (10 * stepSeconds) : 0, OdometerMetres = steps * MetresOfStep });
            }
        }

        private async Task Begin(long number, DateTimeOffset now, CancellationToken cancellation)
        {
            var contract = Contract(number);
            var request = new RentalRequest(fleet.Vehicle(Car(number)), RunFleet.Customer((int)(number % customers)), RunFleet.Tariff, Class: VehicleClass.Compact);
            Demand(await contract.Reserve(Header("reserve", now), new ReserveVehicle(request), cancellation));
            Demand(await contract.Start(Header("start", now), new StartRental(), cancellation));
        }

        private async Task End(long number, DateTimeOffset now, CancellationToken cancellation) =>
            Demand(await Contract(number).End(Header("end", now), new EndRental(), cancellation));

        // Neighbouring rentals take cars far apart, so that no shard has them all.
        private int Car(long number) => (int)(number * 7_919 % parked.Length);

        private IContractGrain Contract(long number) =>
            grains.GetGrain<IContractGrain>(new ContractKey(Fleet, new ContractId(string.Create(CultureInfo.InvariantCulture, $"b{number}"))).ToString());

        private static CommandHeader Header(string id, DateTimeOffset now) => new(new CommandId(id), RunFleet.RunCaller, now);

        private static void Demand(Outcome<ContractReceipt> outcome)
        {
            if (outcome.Refused is { } refused) throw new InvalidOperationException($"A rental was refused: {refused.Code} {refused.Allowed}");
        }
    }
}
