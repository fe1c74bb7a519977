using System.Collections.Immutable;
using System.Globalization;
using FleetActors.Fleets;
using FleetActors.Sdk;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Chaos;

/// <summary>A live fleet whose every fix tells whose it is: the car's number is its longitude.</summary>
public static class CrashFleet
{
    /// <summary>Where all cars begin; each goes north on a line of its own.</summary>
    public const double Latitude = 50;

    private const int Shards = 8;
    private const double NorthDegreesOfStep = 1e-6; // 400 km/h: as fast as a shard believes

    /// <summary>Its id.</summary>
    public static FleetId Fleet { get; } = new("crash");

    /// <summary>The car of a number.</summary>
    public static VehicleId Id(int number) => new(string.Create(CultureInfo.InvariantCulture, $"car-{number}"));

    /// <summary>The number of a car.</summary>
    public static int NumberOf(VehicleId car) => int.Parse(car.Value.AsSpan("car-".Length), CultureInfo.InvariantCulture);

    /// <summary>A fix of a car; a later step is a later millisecond.</summary>
    public static Fix FixOf(int number, long step, DateTimeOffset start) => new(
        start.AddMilliseconds(step), new(Latitude + step * NorthDegreesOfStep, LongitudeOf(number)), SpeedKmh: 8, HeadingDegrees: 90, ChargePercent: 70, OdometerMetres: 1_000 + step);

    /// <summary>Where only this car may be.</summary>
    public static double LongitudeOf(int number) => (number + 1) / PackedFix.StepsPerDegree;

    /// <summary>Creates the fleet; may be repeated.</summary>
    public static async Task CreateAsync(FleetHandle fleet, CancellationToken cancellation) =>
        _ = (await fleet.Create(new CreateFleet(new(Fleet, "Crash", new Currency("EUR"), Shards)), cancellation: cancellation)).Accepted;

    /// <summary>Doubles the number of its shards, for the n-th time.</summary>
    public static async Task GrowAsync(FleetHandle fleet, int times, CancellationToken cancellation) =>
        _ = (await fleet.GrowShards(new GrowShards(Shards << times), cancellation: cancellation)).Accepted;

    /// <summary>Registers cars until each is; answers when all are durable.</summary>
    public static async Task RegisterAsync(FleetHandle fleet, int first, int count, DateTimeOffset now, CancellationToken cancellation)
    {
        ImmutableArray<VehicleRegistration> cars = [.. Enumerable.Range(first, count).Select(Registration)];
        var stamp = new Stamp(now, new Caller("crash", Role.Admin));
        while (!cars.IsEmpty)
        {
            cancellation.ThrowIfCancellationRequested();
            var outcomes = await fleet.Vehicles.Register(cars, stamp, cancellation);
            if (outcomes.Select(outcome => outcome.Refused).FirstOrDefault(refused => refused is { Code: not Refusal.Overloaded }) is { } refused)
                throw new InvalidOperationException($"A car was refused: {refused}");
            cars = [.. cars.Where((_, at) => !outcomes[at].IsAccepted)];
        }
    }

    private static VehicleRegistration Registration(int number) => new(
        Id(number),
        Vin: string.Create(CultureInfo.InvariantCulture, $"FLEETACTR{number:D8}"),
        Plate: string.Create(CultureInfo.InvariantCulture, $"CR {number:D6}"),
        Make: "FleetActors", Model: "Crash", VehicleClass.Compact, Propulsion.Electric, BatteryWh: 50_000, TankMillilitres: 0, Seats: 4, OdometerMetres: 0);
}
