using FleetActors.Contracts;

namespace FleetActors.Fleets;

/// <summary>What a tariff may contain.</summary>
public static class TariffRules
{
    /// <summary>The highest price of anything, in major units.</summary>
    public const decimal MaxPrice = 1_000_000_000m;

    /// <summary>What is wrong with a tariff, or null when it may be published.</summary>
    public static Refused? Check(Tariff tariff, Currency fleetCurrency)
    {
        if (!IdText.IsValid(tariff.Id.Value)) return Invalid($"A tariff id of {IdText.Rule}.");
        if (!FleetRules.IsName(tariff.Name)) return Invalid($"A name of 1 to {FleetLimits.NameLength} characters.");
        if (tariff.Currency != fleetCurrency) return Invalid($"Prices in {fleetCurrency}.");
        return CheckPrices(tariff) ?? CheckRanges(tariff) ?? CheckProduct(tariff);
    }

    private static Refused? CheckPrices(Tariff tariff)
    {
        ReadOnlySpan<(string Name, decimal Price)> prices =
        [
            (nameof(tariff.UnlockFee), tariff.UnlockFee),
            (nameof(tariff.PerMinuteDriving), tariff.PerMinuteDriving),
            (nameof(tariff.PerMinutePaused), tariff.PerMinutePaused),
            (nameof(tariff.PerDay), tariff.PerDay),
            (nameof(tariff.PerKm), tariff.PerKm),
            (nameof(tariff.DailyCap), tariff.DailyCap ?? 0),
            (nameof(tariff.MinimumPrice), tariff.MinimumPrice),
            (nameof(tariff.Deposit), tariff.Deposit),
            (nameof(tariff.PerMinuteReserved), tariff.PerMinuteReserved),
            (nameof(tariff.NoShowFee), tariff.NoShowFee),
            (nameof(tariff.CancellationFee), tariff.CancellationFee),
            (nameof(tariff.PerHourOverdue), tariff.PerHourOverdue),
            (nameof(tariff.OutsideZoneFee), tariff.OutsideZoneFee),
            (nameof(tariff.LowChargeFee), tariff.LowChargeFee),
        ];
        foreach (var (name, price) in prices)
        {
            if (price is < 0 or > MaxPrice || decimal.Round(price, 6) != price)
                return Invalid($"{name} of 0 to {MaxPrice}, with at most 6 decimals.");
        }
        return null;
    }

    private static Refused? CheckRanges(Tariff tariff)
    {
        ReadOnlySpan<(string Name, decimal Value, decimal Least, decimal Most)> ranges =
        [
            (nameof(tariff.IncludedKm), tariff.IncludedKm, 0, 1_000_000),
            (nameof(tariff.TaxPercent), tariff.TaxPercent, 0, 100),
            (nameof(tariff.FreeReservationMinutes), tariff.FreeReservationMinutes, 0, 1_440),
            (nameof(tariff.MaxReservationExtensionMinutes), tariff.MaxReservationExtensionMinutes, 0, 1_440),
            (nameof(tariff.FreeCancellationHours), tariff.FreeCancellationHours, 0, 8_784),
            (nameof(tariff.BufferMinutes), tariff.BufferMinutes, 0, 1_440),
            (nameof(tariff.NoShowAfterMinutes), tariff.NoShowAfterMinutes, 0, 10_080),
            (nameof(tariff.MaxRentalHours), tariff.MaxRentalHours, 1, 87_840),
            (nameof(tariff.MinimumReturnChargePercent), tariff.MinimumReturnChargePercent, 0, 100),
            (nameof(tariff.QuoteValidMinutes), tariff.QuoteValidMinutes, 1, 10_080),
        ];
        foreach (var (name, value, least, most) in ranges)
        {
            if (value < least || value > most) return Invalid($"{name} of {least} to {most}.");
        }
        if (!Enum.IsDefined(tariff.OutsideZone)) return Invalid($"{nameof(tariff.OutsideZone)} {nameof(ReturnPolicy.Refuse)} or {nameof(ReturnPolicy.Charge)}.");
        return Enum.IsDefined(tariff.LowCharge) ? null : Invalid($"{nameof(tariff.LowCharge)} {nameof(ReturnPolicy.Refuse)} or {nameof(ReturnPolicy.Charge)}.");
    }

    /// <summary>A price that the product never charges would mislead whoever reads the tariff.</summary>
    private static Refused? CheckProduct(Tariff tariff) => tariff.Product switch
    {
        ProductKind.CarShareRide when tariff.PerDay != 0 => Invalid("No price per day: a ride is priced by the minute."),
        ProductKind.CarShareRide => null,
        ProductKind.DailyRental when tariff.PerMinuteDriving != 0 || tariff.PerMinutePaused != 0
            => Invalid("No price per minute: a daily rental is priced by the day."),
        ProductKind.DailyRental => null,
        _ => Invalid($"A product that is known: {string.Join(' ', Enum.GetNames<ProductKind>())}."),
    };

    private static Refused Invalid(string allowed) => new(Refusal.ValueOutOfRange, allowed);
}
