using FleetActors.Fleets;

namespace FleetActors.Telemetry.Watching;

/// <summary>
/// Between which readings nothing happens to a car, given what is remembered of it: limits with hysteresis, so that a car at
/// the limit is noticed once. Steps are those of <see cref="PackedFix"/>.
/// </summary>
/// <param name="SpeedFrom">The lowest speed at which nothing happens.</param>
/// <param name="SpeedTo">The highest.</param>
/// <param name="ChargeFrom">The lowest charge at which nothing happens.</param>
/// <param name="ChargeTo">The highest.</param>
public readonly record struct WatchBand(ushort SpeedFrom, ushort SpeedTo, ushort ChargeFrom, ushort ChargeTo)
{
    /// <summary>So much slower than the limit, a car no longer counts as speeding.</summary>
    public const int SlowedKmh = 5;

    /// <summary>Faster than this, a car drives: a standing one's noise does not reach it.</summary>
    public const int DrivesKmh = 10;

    /// <summary>So much above the limit, charge is no longer low.</summary>
    public const int RecoveredPercent = 5;

    /// <summary>How many there are: one for each combination of flags.</summary>
    public const int Count = 16;

    private const int Step = (int)PackedFix.StepsPerReading;

    /// <summary>Whether nothing happens at these readings.</summary>
    public bool Holds(in PackedFix fix) =>
        fix.SpeedCentiKmh >= SpeedFrom && fix.SpeedCentiKmh <= SpeedTo && fix.ChargeCentiPercent >= ChargeFrom && fix.ChargeCentiPercent <= ChargeTo;

    /// <summary>The band of a car of which this is remembered.</summary>
    public static WatchBand Of(WatchFlags flags, WatchLimits limits)
    {
        var (speedFrom, speedTo) = (0, (int)ushort.MaxValue);
        if (flags.HasFlag(WatchFlags.IsSpeeding)) speedFrom = Math.Max(0, limits.SpeedKmh - SlowedKmh) * Step;
        else if (limits.SpeedKmh > 0) speedTo = limits.SpeedKmh * Step;
        if (flags.HasFlag(WatchFlags.IsMoving)) speedFrom = Math.Max(speedFrom, (int)(Fix.StandstillKmh * Step) + 1);
        else if (limits.MovingWithoutContract && !flags.HasFlag(WatchFlags.MayDrive)) speedTo = Math.Min(speedTo, DrivesKmh * Step);
        var (chargeFrom, chargeTo) = (0, (int)ushort.MaxValue);
        if (flags.HasFlag(WatchFlags.IsChargeLow)) chargeTo = (limits.ChargePercent + RecoveredPercent) * Step - 1;
        else if (limits.ChargePercent > 0) chargeFrom = limits.ChargePercent * Step + 1;
        return new((ushort)speedFrom, (ushort)speedTo, (ushort)chargeFrom, (ushort)chargeTo);
    }
}
