using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>An odometer that a car claims against what was believed of it so far: the fixes of a claim agree with each other.</summary>
/// <param name="SinceMs">The time of its first fix, in milliseconds since 1970.</param>
/// <param name="Newest">Its newest fix.</param>
public readonly record struct OdometerClaim(long SinceMs, PackedFix Newest);

/// <summary>Which fixes are believed. One wrong clock, wild position or odometer must not freeze a car or throw it about.</summary>
public static class FixRules
{
    private const double KmhPerMetreSecond = 3.6;
    private const double MsPerSecond = 1_000;
    private const int MaxSpeedCentiKmh = (int)QuarantineLimits.MaxSpeedKmh * 100;
    private const double MetresPerStep = GreatCircle.MetresPerDegree / PackedFix.StepsPerDegree;
    private static readonly long InsistenceMs = (long)QuarantineLimits.Insistence.TotalMilliseconds;
    private static readonly long MaxAheadMs = (long)QuarantineLimits.MaxAhead.TotalMilliseconds;

    /// <summary>Why a fix is not believed, or null when it is.</summary>
    /// <param name="fix">The fix.</param>
    /// <param name="latest">The car's newest fix so far, or one that does not exist.</param>
    /// <param name="nowMs">The server's time in milliseconds since 1970; in a simulated fleet the fix's own.</param>
    public static QuarantineReason? Judge(in PackedFix fix, in PackedFix latest, long nowMs)
    {
        if (!IsInRange(fix)) return QuarantineReason.OutOfRange;
        if (fix.AtMs > nowMs + MaxAheadMs) return QuarantineReason.AheadOfServer;
        if (fix is { LatitudeE7: 0, LongitudeE7: 0 }) return QuarantineReason.NullIsland;
        if (!latest.Exists || fix.AtMs <= latest.AtMs) return null;
        if (fix.OdometerMetres < latest.OdometerMetres) return QuarantineReason.OdometerDecreases;
        var reachMetres = QuarantineLimits.NoiseMetres + (fix.AtMs - latest.AtMs) * (QuarantineLimits.MaxSpeedKmh / (KmhPerMetreSecond * MsPerSecond));
        if (fix.OdometerMetres - latest.OdometerMetres > reachMetres + QuarantineLimits.OdometerStepMetres) return QuarantineReason.OdometerLeaps;
        return IsWithin(fix, latest, reachMetres) ? null : QuarantineReason.ImpossibleSpeed;
    }

    /// <summary>
    /// Whether to believe a fix all the same, because the car insists: for <see cref="QuarantineLimits.Insistence"/> nothing else was
    /// believed of it, and its fixes agree with each other. So a device that was replaced, or a first reading that was wrong, does
    /// not freeze a car for ever; what is billed has a bound of its own.
    /// </summary>
    /// <param name="reason">Why it is not believed.</param>
    /// <param name="fix">The fix.</param>
    /// <param name="latest">The car's newest fix so far.</param>
    /// <param name="claim">What its fixes that were not believed have claimed.</param>
    public static bool IsInsisted(QuarantineReason reason, in PackedFix fix, in PackedFix latest, in OdometerClaim claim) =>
        IsOfOdometer(reason)
        && fix.AtMs - claim.SinceMs >= InsistenceMs
        && Continues(claim, fix, latest);

    /// <summary>A car's claim after one more fix that was not believed.</summary>
    /// <param name="claim">The claim before; it ends where a fix was believed since it began.</param>
    /// <param name="reason">Why the fix is not believed.</param>
    /// <param name="fix">The fix.</param>
    /// <param name="latest">The car's newest fix so far.</param>
    public static OdometerClaim Claimed(in OdometerClaim claim, QuarantineReason reason, in PackedFix fix, in PackedFix latest)
    {
        if (!IsOfOdometer(reason) || fix.AtMs <= claim.Newest.AtMs) return claim;
        return new(Continues(claim, fix, latest) ? claim.SinceMs : fix.AtMs, fix);
    }

    private static bool Continues(in OdometerClaim claim, in PackedFix fix, in PackedFix latest) =>
        claim.Newest.Exists && claim.SinceMs > latest.AtMs && fix.AtMs > claim.Newest.AtMs && Judge(fix, claim.Newest, fix.AtMs) is null;

    private static bool IsOfOdometer(QuarantineReason reason) => reason is QuarantineReason.OdometerDecreases or QuarantineReason.OdometerLeaps;

    /// <summary>Taken as if on the equator two places are never nearer than they are, so the sines are seldom needed.</summary>
    private static bool IsWithin(in PackedFix a, in PackedFix b, double reachMetres)
    {
        var north = MetresPerStep * ((long)a.LatitudeE7 - b.LatitudeE7);
        var east = MetresPerStep * ((long)a.LongitudeE7 - b.LongitudeE7);
        return north * north + east * east <= reachMetres * reachMetres
            || GreatCircle.Metres(a.Unpack().Position, b.Unpack().Position) <= reachMetres;
    }

    private static bool IsInRange(in PackedFix fix) =>
        fix.Exists
        && fix.HasPlace
        && fix.SpeedCentiKmh <= MaxSpeedCentiKmh
        && fix.HeadingCentiDegrees <= 36_000
        && fix.ChargeCentiPercent <= 10_000
        && fix.OdometerMetres is >= 0 and <= VehicleRegistration.MaxOdometerMetres;
}
