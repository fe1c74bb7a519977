using System.Globalization;
using FleetActors.Benchmarks.Telemetry;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Fleets;
using FleetActors.Sdk;

namespace FleetActors.Benchmarks.Memory;

/// <summary>Rents cars that nobody has touched since they were registered, one after the other.</summary>
public sealed class DirectRentals(FleetHandle fleet, DateTimeOffset now)
{
    /// <summary>The tariff that it publishes.</summary>
    public static TariffId Tariff { get; } = new("ride");

    /// <summary>Publishes the tariff.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        var tariff = new Tariff
        {
            Id = Tariff, Name = "Ride", Product = ProductKind.CarShareRide, Currency = new("EUR"),
            UnlockFee = 1m, PerMinuteDriving = 0.19m, TaxPercent = 19m, FreeReservationMinutes = 15,
        };
        _ = (await fleet.PublishTariff(new PublishTariff(tariff), cancellation: cancellation)).Accepted;
    }

    /// <summary>Reads a car, and reserves, starts and ends a rental of it; throws when something is not as it should be.</summary>
    public async Task RentAsync(int car, CancellationToken cancellation)
    {
        var seen = await fleet.Vehicles.Sighting(BenchmarkCars.Id(car), cancellation);
        if (seen?.Registration != BenchmarkCars.Registration(car)) throw new InvalidOperationException($"Car {car} is registered as {seen?.Registration}.");
        var number = car.ToString(CultureInfo.InvariantCulture);
        var customer = new CustomerId($"c{number}");
        await RegisterAsync(customer, cancellation);
        var rental = fleet.Contract(new ContractId($"r{number}"));
        _ = (await rental.Reserve(new ReserveVehicle(new RentalRequest(BenchmarkCars.Id(car), customer, Tariff)), cancellation: cancellation)).Accepted;
        _ = (await rental.Start(cancellation: cancellation)).Accepted;
        _ = (await rental.End(cancellation: cancellation)).Accepted;
    }

    /// <summary>Registers somebody who may rent.</summary>
    public async Task RegisterAsync(CustomerId customer, CancellationToken cancellation)
    {
        var profile = Profile(customer);
        _ = (await fleet.Customer(customer).Register(profile, cancellation: cancellation)).Accepted;
        var check = new CheckLicence(profile.Licence!.Number, profile.Licence.ValidUntil);
        _ = (await fleet.Customer(customer).CheckLicence(check, cancellation: cancellation)).Accepted;
    }

    private CustomerProfile Profile(CustomerId id) => new()
    {
        Name = $"Customer {id}",
        Email = $"{id}@example.com",
        BirthDate = new DateOnly(1990, 1, 1),
        Licence = new DrivingLicence(id.Value, "DE", ["B"], DateOnly.FromDateTime(now.UtcDateTime).AddYears(10)),
        PaymentMethod = "test-ok",
        CreditLimit = Money.Round(1_000m, new("EUR")),
        MaxOpenContracts = 4,
    };
}
