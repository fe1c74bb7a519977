using FleetActors.Contracts;
using FleetActors.Customers;

namespace FleetActors.Simulation;

/// <summary>What a scenario's figures mean in the words of contracts and customers.</summary>
public static class ScenarioPrices
{
    private const decimal Micros = 1_000_000m;

    /// <summary>The tariff of a scenario: a car-share ride, priced to the same cent.</summary>
    public static Tariff Tariff(ScenarioTariff prices, TariffId id)
    {
        var currency = new Currency(prices.Currency);
        return new Tariff
        {
            Id = id,
            Name = "Scenario tariff",
            Product = ProductKind.CarShareRide,
            Currency = currency,
            UnlockFee = new Money(prices.UnlockMinor, currency).Major,
            PerMinuteDriving = prices.PerDrivingMinuteMicros / Micros,
            PerMinutePaused = prices.PerPausedMinuteMicros / Micros,
            IncludedKm = prices.IncludedKm,
            PerKm = prices.PerKmMicros / Micros,
            MinimumPrice = new Money(prices.MinimumMinor, currency).Major,
            DailyCap = prices.DailyCapMinor == 0 ? null : new Money(prices.DailyCapMinor, currency).Major,
            TaxPercent = prices.TaxPermille / 10m,
            FreeReservationMinutes = prices.FreeReservationMinutes,
        };
    }

    /// <summary>A licence that outlives the run.</summary>
    public static DrivingLicence Licence(CustomerId customer, DateTimeOffset now) =>
        new(customer.Value, "DE", ["B"], DateOnly.FromDateTime(now.UtcDateTime).AddYears(10));
}
