namespace FleetActors.Telemetry.Watching;

/// <summary>What a fix showed.</summary>
/// <param name="Car">What is remembered from now on.</param>
/// <param name="Began">What began with it: flags that were not there before.</param>
/// <param name="Entered">The zones that the car came into, a bit each.</param>
/// <param name="Left">The zones that it left, a bit each.</param>
public readonly record struct WatchedFix(CarWatch Car, WatchFlags Began, ulong Entered, ulong Left)
{
    /// <summary>Whether nobody need be told.</summary>
    public bool IsQuiet => Began == WatchFlags.None && (Entered | Left) == 0;
}

/// <summary>
/// Whether something happened to a car, from what is remembered of its fix before and from its new fix. Nothing is allocated.
/// What ends (slow again, charged again) is remembered and not told.
/// </summary>
public static class WatchRules
{
    /// <summary>Whether a fix shows nothing and changes nothing that is remembered: a few comparisons, for nearly every fix.</summary>
    public static bool IsQuiet(CarWatch car, in PackedFix fix, WatchDigest digest) =>
        car.Epoch == digest.Epoch
        && digest.Band(car.Flags).Holds(fix)
        && digest.Grid.At(fix.LatitudeE7, fix.LongitudeE7) == car.Set;

    /// <summary>What a fix shows.</summary>
    /// <param name="car">What is remembered; whether a tenancy runs is part of it.</param>
    /// <param name="fix">The car's newest fix, believed.</param>
    /// <param name="digest">The fleet's limits and zones.</param>
    public static WatchedFix Look(CarWatch car, in PackedFix fix, WatchDigest digest)
    {
        var isFirst = car.Epoch != digest.Epoch; // in these zones: where it is was so before
        var before = isFirst ? 0 : digest.Grid.Sets.Of(car.Set);
        var now = digest.Grid.ZonesAt(fix, before);
        var flags = Flags(car.Flags, fix, digest.Limits);
        var next = new CarWatch(flags, digest.Epoch, digest.Grid.Sets.NumberOf(now));
        return new(next, flags & ~car.Flags, isFirst ? 0 : now & ~before, isFirst ? 0 : before & ~now);
    }

    private static WatchFlags Flags(WatchFlags flags, in PackedFix fix, Fleets.WatchLimits limits)
    {
        const int step = (int)PackedFix.StepsPerReading;
        var (speed, charge) = (fix.SpeedCentiKmh, fix.ChargeCentiPercent);
        var next = flags & WatchFlags.MayDrive;
        if (limits.SpeedKmh > 0 && speed > (limits.SpeedKmh - (flags.HasFlag(WatchFlags.IsSpeeding) ? WatchBand.SlowedKmh : 0)) * step - Kept(flags, WatchFlags.IsSpeeding))
            next |= WatchFlags.IsSpeeding;
        if (limits.MovingWithoutContract && !flags.HasFlag(WatchFlags.MayDrive)
            && speed > (flags.HasFlag(WatchFlags.IsMoving) ? Fix.StandstillKmh : WatchBand.DrivesKmh) * step)
            next |= WatchFlags.IsMoving;
        if (limits.ChargePercent > 0 && charge <= (limits.ChargePercent + (flags.HasFlag(WatchFlags.IsChargeLow) ? WatchBand.RecoveredPercent : 0)) * step - Kept(flags, WatchFlags.IsChargeLow))
            next |= WatchFlags.IsChargeLow;
        return next;
    }

    /// <summary>At the very limit of its end a state still goes on (speed) or is over (charge): one step.</summary>
    private static int Kept(WatchFlags flags, WatchFlags state) => flags.HasFlag(state) ? 1 : 0;
}
