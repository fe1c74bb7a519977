using System.Collections.Immutable;
using System.Globalization;
using FleetActors.Fleets;
using FleetActors.Sdk;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Benchmarks.Telemetry;

/// <summary>A fleet of numbered cars, each with a VIN, a plate and an id of its own.</summary>
public static class BenchmarkCars
{
    private const int Models = 40;
    private const int AtOnce = 100_000;

    /// <summary>A live fleet: its rules go by the silo's clock.</summary>
    public static FleetId Fleet { get; } = new("bench");

    /// <summary>The car of a number.</summary>
    public static VehicleId Id(int number) => new(string.Create(CultureInfo.InvariantCulture, $"car-{number}"));

    /// <summary>What is registered of it.</summary>
    public static VehicleRegistration Registration(int number) => new(
        Id(number),
        Vin: string.Create(CultureInfo.InvariantCulture, $"WFLEET{number:D11}"),
        Plate: string.Create(CultureInfo.InvariantCulture, $"B-FA {number}"),
        Make: string.Create(CultureInfo.InvariantCulture, $"Maker {number % Models / 8}"),
        Model: string.Create(CultureInfo.InvariantCulture, $"Model {number % Models}"),
        VehicleClass.Compact, Propulsion.Electric, BatteryWh: 58_000, TankMillilitres: 0, Seats: 5, OdometerMetres: 1_000L * (number % 100_000));

    /// <summary>Creates the fleet and registers cars durably, in batches.</summary>
    public static async Task RegisterAsync(FleetHandle fleet, int cars, int shards, DateTimeOffset now, CancellationToken cancellation)
    {
        var created = await fleet.Create(new CreateFleet(new(Fleet, "Benchmark", new Currency("EUR"), shards)), cancellation: cancellation);
        created.Match(done => done, refused => throw new InvalidOperationException(refused.ToString()), _ => throw new TimeoutException("create"));
        var stamp = new Stamp(now, new Caller("benchmark", Role.Admin));
        // Two calls under way: while one's last shards are still at work, the others have the next one's cars.
        var firsts = Enumerable.Range(0, (cars + AtOnce - 1) / AtOnce).Select(batch => batch * AtOnce);
        await Parallel.ForEachAsync(firsts, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation }, async (first, token) =>
        {
            ImmutableArray<VehicleRegistration> batch = [.. Enumerable.Range(first, Math.Min(AtOnce, cars - first)).Select(Registration)];
            foreach (var outcome in await fleet.Vehicles.Register(batch, stamp, token))
            {
                if (outcome.Refused is { } refused) throw new InvalidOperationException($"A car was refused: {refused}");
            }
        });
    }
}
