namespace FleetActors.Simulation;

/// <summary>
/// The parameters of what customers pay; the caller turns them into a contract's tariff. Fixed amounts are in the
/// currency's minor unit (cents), rates in millionths of the currency, so that a price per mile loses nothing per km.
/// </summary>
public sealed record ScenarioTariff
{
    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>For starting, in minor units.</summary>
    public long UnlockMinor { get; init; } = 100;

    /// <summary>For each started minute of driving, in millionths of the currency.</summary>
    public long PerDrivingMinuteMicros { get; init; } = 290_000;

    /// <summary>For each started minute of pause, in millionths of the currency.</summary>
    public long PerPausedMinuteMicros { get; init; } = 90_000;

    /// <summary>For a kilometre above <see cref="IncludedKm"/>, in millionths of the currency.</summary>
    public long PerKmMicros { get; init; } = 250_000;

    /// <summary>Kilometres that cost nothing extra.</summary>
    public int IncludedKm { get; init; } = 50;

    /// <summary>The least a contract costs before tax, in minor units.</summary>
    public long MinimumMinor { get; init; }

    /// <summary>The most a day costs in minor units; 0 for no cap.</summary>
    public long DailyCapMinor { get; init; } = 7_900;

    /// <summary>Tax added to the price, in thousandths.</summary>
    public int TaxPermille { get; init; } = 190;

    /// <summary>How long a reservation is free before it is billed or ends as a no-show, in minutes.</summary>
    public int FreeReservationMinutes { get; init; } = 15;

    /// <summary>The same tariff with every price at a percentage, fractions of the smallest unit rounded down.</summary>
    public ScenarioTariff At(int percent) => this with
    {
        UnlockMinor = UnlockMinor * percent / 100,
        PerDrivingMinuteMicros = PerDrivingMinuteMicros * percent / 100,
        PerPausedMinuteMicros = PerPausedMinuteMicros * percent / 100,
        PerKmMicros = PerKmMicros * percent / 100,
        MinimumMinor = MinimumMinor * percent / 100,
        DailyCapMinor = DailyCapMinor * percent / 100,
    };
}
