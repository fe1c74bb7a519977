using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>Which fixes are believed. One wrong clock, wild position or odometer must not freeze a car or throw it about.</summary>
public static class FixRules
{
    private const double KmhPerMetreSecond = 3.6;
    private const double MsPerSecond = 1_000;
    private const int MaxSpeedCentiKmh = (int)QuarantineLimits.MaxSpeedKmh * 100;
    private const double MetresPerStep = GreatCircle.MetresPerDegree / PackedFix.StepsPerDegree;
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
