using System.Globalization;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Fleets;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Chaos;

/// <summary>The small live fleet under load: few cars, so that workers fight for them.</summary>
public static class ChaosFleet
{
    /// <summary>Numbered from 0.</summary>
    public const int Cars = 200;

    /// <summary>Numbered from 0.</summary>
    public const int Customers = 200;

    private const int Shards = 4;
    private static readonly Currency Euro = new("EUR");
    private static readonly TariffId Tariff = new("chaos");

    /// <summary>A live fleet: its holds and deadlines go by the system clock.</summary>
    public static FleetId Fleet { get; } = new("chaos");

    /// <summary>Who asks.</summary>
    public static Caller Worker { get; } = new("chaos", Role.Operator);

    /// <summary>The car of a number.</summary>
    public static VehicleId Car(int number) => new(string.Create(CultureInfo.InvariantCulture, $"v{number}"));

    /// <summary>The customer of a number.</summary>
    public static CustomerId Customer(int number) => new(string.Create(CultureInfo.InvariantCulture, $"c{number}"));

    /// <summary>What a worker asks for.</summary>
    public static ReserveVehicle Reservation(Trail trail) =>
        new(new RentalRequest(Car(trail.Car), Customer(trail.Customer), Tariff, Class: VehicleClass.Compact));

    /// <summary>Sets the fleet up; may be repeated after a cut in the middle of it.</summary>
    public static async Task FoundAsync(IGrainFactory grains, DateTimeOffset now, CancellationToken cancellation)
    {
        var admin = new Caller("chaos", Role.Admin);
        var fleet = grains.GetGrain<IFleetGrain>(Fleet.Value);
        if (await fleet.Settings(cancellation) is null)
            _ = (await fleet.Create(new(new("create"), admin, now), new CreateFleet(new(Fleet, "Chaos", Euro, Shards)), cancellation)).Accepted;
        var tariff = new Tariff
        {
            Id = Tariff,
            Name = "Ride",
            Product = ProductKind.CarShareRide,
            Currency = Euro,
            UnlockFee = 1m,
            PerMinuteDriving = 0.19m,
            TaxPercent = 19m,
            FreeReservationMinutes = 1, // an abandoned reservation runs out within the harness's patience
        };
        _ = (await fleet.PublishTariff(new(new("publish"), admin, now), new PublishTariff(tariff), cancellation)).Accepted;
        await RegisterCarsAsync(grains, new Stamp(now, admin), cancellation);
        await Task.WhenAll(Enumerable.Range(0, Customers).Select(number => RegisterCustomerAsync(grains, number, admin, now, cancellation)));
    }

    private static async Task RegisterCarsAsync(IGrainFactory grains, Stamp stamp, CancellationToken cancellation)
    {
        var shards = new ShardMap(Shards);
        foreach (var shard in Enumerable.Range(0, Cars).Select(Registration).GroupBy(car => shards.KeyOf(Fleet, car.Id)))
            _ = (await grains.GetGrain<IVehicleShardGrain>(shard.Key).Register(new RegisterVehicles([.. shard], stamp), cancellation)).Accepted;
    }

    private static async Task RegisterCustomerAsync(IGrainFactory grains, int number, Caller by, DateTimeOffset now, CancellationToken cancellation)
    {
        var id = Customer(number);
        var licence = new DrivingLicence(id.Value, "DE", ["B"], DateOnly.FromDateTime(now.UtcDateTime).AddYears(10));
        var profile = new CustomerProfile
        {
            Name = $"Customer {id}",
            Email = $"{id}@example.com",
            BirthDate = new DateOnly(1990, 1, 1),
            Licence = licence,
            PaymentMethod = "test-ok",
            CreditLimit = Money.Round(1_000_000m, Euro),
            MaxOpenContracts = 64,
        };
        var customer = grains.GetGrain<ICustomerGrain>(new CustomerKey(Fleet, id).ToString());
        var answer = await customer.Register(new(new("register"), by, now), new RegisterCustomer(profile), cancellation);
        if (answer.Refused is { Code: not Refusal.CustomerAlreadyRegistered } refused) throw new InvalidOperationException($"{id}: {refused}");
        _ = (await customer.CheckLicence(new(new("check"), by, now), new CheckLicence(licence.Number, licence.ValidUntil), cancellation)).Accepted;
    }

    private static VehicleRegistration Registration(int number) => new(
        Car(number),
        Vin: string.Create(CultureInfo.InvariantCulture, $"FLEETACTR{number:D8}"),
        Plate: string.Create(CultureInfo.InvariantCulture, $"FA {number:D6}"),
        Make: "FleetActors",
        Model: "Chaos",
        VehicleClass.Compact,
        Propulsion.Electric,
        BatteryWh: 50_000,
        TankMillilitres: 0,
        Seats: 4,
        OdometerMetres: 0);
}
