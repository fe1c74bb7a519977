using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>Who wants to hire what, under which tariff.</summary>
/// <param name="Vehicle">The car.</param>
/// <param name="Customer">Who rents and pays.</param>
/// <param name="Tariff">How it is priced.</param>
/// <param name="TariffVersion">The version to sign; null for the newest.</param>
/// <param name="Period">The booked period; null to take the car now. The product decides which it needs.</param>
/// <param name="Class">The class that the customer expects; null accepts the vehicle's, and costs one more round trip.</param>
[GenerateSerializer, Immutable, Alias("RentalRequest")]
public sealed record RentalRequest(
    [property: Id(0)] VehicleId Vehicle,
    [property: Id(1)] CustomerId Customer,
    [property: Id(2)] TariffId Tariff,
    [property: Id(3)] int? TariffVersion = null,
    [property: Id(4)] RentalPeriod? Period = null,
    [property: Id(5)] VehicleClass? Class = null);

/// <summary>Asks what a rental would cost. Holds nothing; the price stands until the quote runs out.</summary>
/// <param name="Request">What is asked for.</param>
/// <param name="ExpectedMinutes">How long the customer expects to drive, 0 to 43,200; ignored when a period is booked.</param>
/// <param name="ExpectedKm">How far, 0 to 100,000.</param>
[GenerateSerializer, Immutable, Alias("QuoteRental")]
public sealed record QuoteRental(
    [property: Id(0)] RentalRequest Request,
    [property: Id(1)] int ExpectedMinutes,
    [property: Id(2)] int ExpectedKm) : ContractCommand
{
    /// <summary>The longest expected drive, in minutes: 30 days.</summary>
    public const int MaxExpectedMinutes = 43_200;

    /// <summary>The farthest expected drive, in kilometres.</summary>
    public const int MaxExpectedKm = 100_000;
}
