namespace FleetActors.Contracts;

/// <summary>What kind of agreement a tariff prices. Append-only: later products join here.</summary>
[GenerateSerializer, Alias("ProductKind")]
public enum ProductKind
{
    /// <summary>Taken now, by the minute, free-floating.</summary>
    CarShareRide = 1,
    /// <summary>Booked for a period, by the day.</summary>
    DailyRental = 2,
}

/// <summary>What to do when a customer wants to end where or how the tariff does not foresee it. Append-only.</summary>
[GenerateSerializer, Alias("ReturnPolicy")]
public enum ReturnPolicy
{
    /// <summary>Refused; the customer goes on.</summary>
    Refuse = 1,
    /// <summary>Accepted for a fee.</summary>
    Charge = 2,
}

/// <summary>
/// How a product is priced; one immutable version. A contract keeps the version it was signed under. Prices are net, in
/// major units of the currency with up to 6 decimals, never negative.
/// </summary>
[GenerateSerializer, Immutable, Alias("Tariff")]
public sealed record Tariff
{
    /// <summary>Which tariff.</summary>
    [Id(0)] public required TariffId Id { get; init; }
    /// <summary>1 for the first, then growing; set by the fleet when published.</summary>
    [Id(1)] public int Version { get; init; }
    /// <summary>For people, at most 100 characters.</summary>
    [Id(2)] public required string Name { get; init; }
    /// <summary>What it prices.</summary>
    [Id(3)] public required ProductKind Product { get; init; }
    /// <summary>The currency; that of the fleet.</summary>
    [Id(4)] public required Currency Currency { get; init; }
    /// <summary>Once a rental.</summary>
    [Id(5)] public decimal UnlockFee { get; init; }
    /// <summary>Each begun minute of driving.</summary>
    [Id(6)] public decimal PerMinuteDriving { get; init; }
    /// <summary>Each begun minute paused.</summary>
    [Id(7)] public decimal PerMinutePaused { get; init; }
    /// <summary>Each begun day of a daily rental.</summary>
    [Id(8)] public decimal PerDay { get; init; }
    /// <summary>Kilometres free of charge: a rental, or each day of a daily rental.</summary>
    [Id(9)] public int IncludedKm { get; init; }
    /// <summary>Each kilometre over the included ones, to the metre.</summary>
    [Id(10)] public decimal PerKm { get; init; }
    /// <summary>At most this for time in any 24 hours from the start; null for none.</summary>
    [Id(11)] public decimal? DailyCap { get; init; }
    /// <summary>At least this for the whole rental, before fees; 0 for none.</summary>
    [Id(12)] public decimal MinimumPrice { get; init; }
    /// <summary>Set aside on the customer's account from reservation to settlement.</summary>
    [Id(13)] public decimal Deposit { get; init; }
    /// <summary>Tax on every line, in percent, 0 to 100.</summary>
    [Id(14)] public decimal TaxPercent { get; init; }
    /// <summary>Minutes of reservation free of charge (0 to 1,440); then it runs out unless extended.</summary>
    [Id(15)] public int FreeReservationMinutes { get; init; } = 15;
    /// <summary>Each begun minute of paid reservation extension.</summary>
    [Id(16)] public decimal PerMinuteReserved { get; init; }
    /// <summary>At most so many minutes of paid extension (0 for none).</summary>
    [Id(17)] public int MaxReservationExtensionMinutes { get; init; } = 60;
    /// <summary>When the customer does not come.</summary>
    [Id(18)] public decimal NoShowFee { get; init; }
    /// <summary>Cancelling a booking later than <see cref="FreeCancellationHours"/> before its start.</summary>
    [Id(19)] public decimal CancellationFee { get; init; }
    /// <summary>Until so many hours before the start, cancelling a booking is free.</summary>
    [Id(20)] public int FreeCancellationHours { get; init; } = 24;
    /// <summary>Minutes left free around each booking.</summary>
    [Id(21)] public int BufferMinutes { get; init; } = 30;
    /// <summary>Minutes after a booking's start until it counts as a no-show.</summary>
    [Id(22)] public int NoShowAfterMinutes { get; init; } = 60;
    /// <summary>Each begun hour past the agreed end.</summary>
    [Id(23)] public decimal PerHourOverdue { get; init; }
    /// <summary>The longest hire, in hours.</summary>
    [Id(24)] public int MaxRentalHours { get; init; } = 24 * 30;
    /// <summary>Ending outside the service zone.</summary>
    [Id(25)] public ReturnPolicy OutsideZone { get; init; } = ReturnPolicy.Refuse;
    /// <summary>The fee when ending outside the zone is charged for.</summary>
    [Id(26)] public decimal OutsideZoneFee { get; init; }
    /// <summary>The least state of charge on return, in percent, 0 to 100; 0 for none.</summary>
    [Id(27)] public int MinimumReturnChargePercent { get; init; }
    /// <summary>Returning with less charge.</summary>
    [Id(28)] public ReturnPolicy LowCharge { get; init; } = ReturnPolicy.Charge;
    /// <summary>The fee when low charge is charged for.</summary>
    [Id(29)] public decimal LowChargeFee { get; init; }
    /// <summary>How long a quote under this tariff stays valid, in minutes, 1 to 10,080.</summary>
    [Id(30)] public int QuoteValidMinutes { get; init; } = 30;
}
