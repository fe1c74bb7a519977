using FleetActors.Telemetry;

namespace FleetActors.Tracks;

/// <summary>
/// A fix as tracks keep it, in whole numbers: milliseconds, 1e-7 degrees (1.1 cm), tenths of km/h, of degrees and of percent,
/// metres. A fix that is read back and written again gives the same point.
/// </summary>
/// <param name="AtMs">When, in milliseconds since 1970 (UTC), rounded down.</param>
/// <param name="LatitudeE7">Degrees north times 10,000,000.</param>
/// <param name="LongitudeE7">Degrees east times 10,000,000.</param>
/// <param name="OdometerMetres">0 to 2^40 - 1.</param>
/// <param name="SpeedDeciKmh">Tenths of km/h.</param>
/// <param name="HeadingDeciDegrees">Tenths of degrees, 0 to 3,600.</param>
/// <param name="ChargeDeciPercent">Tenths of percent, 0 to 1,000.</param>
public readonly record struct TrackPoint(
    long AtMs, int LatitudeE7, int LongitudeE7, long OdometerMetres, ushort SpeedDeciKmh, ushort HeadingDeciDegrees, ushort ChargeDeciPercent)
{
    private const float Tenths = 10;
    private const int HundredthsOfTenth = 10;

    /// <summary>The latest time that a point can have: the end of year 9999.</summary>
    public const long MaxAtMs = 253_402_300_799_999;

    /// <summary>Rounds a fix that was believed; its readings are in range.</summary>
    public static TrackPoint Of(in PackedFix fix) => unchecked(new(
        fix.AtMs, fix.LatitudeE7, fix.LongitudeE7, fix.OdometerMetres,
        Rounded(fix.SpeedCentiKmh), Rounded(fix.HeadingCentiDegrees), Rounded(fix.ChargeCentiPercent)));

    /// <summary>A moment as points have it.</summary>
    public static long Milliseconds(DateTimeOffset at) => (at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    /// <summary>The fix again.</summary>
    public Fix ToFix() => new(
        DateTimeOffset.FromUnixTimeMilliseconds(AtMs),
        new GeoPoint(LatitudeE7 / PackedFix.StepsPerDegree, LongitudeE7 / PackedFix.StepsPerDegree),
        SpeedDeciKmh / Tenths, HeadingDeciDegrees / Tenths, ChargeDeciPercent / Tenths, OdometerMetres);

    /// <summary>Metres to another point on a plane, within 0.1 % over some kilometres.</summary>
    public double MetresTo(in TrackPoint other)
    {
        var north = (LatitudeE7 - (double)other.LatitudeE7) / PackedFix.StepsPerDegree;
        var east = Math.Abs(LongitudeE7 - (double)other.LongitudeE7) / PackedFix.StepsPerDegree;
        if (east > 180) east = 360 - east;
        east *= Math.Cos(LatitudeE7 / PackedFix.StepsPerDegree * Math.PI / 180);
        return GreatCircle.MetresPerDegree * Math.Sqrt(north * north + east * east);
    }

    private static ushort Rounded(ushort hundredths) => unchecked((ushort)((uint)(hundredths + HundredthsOfTenth / 2) / HundredthsOfTenth));
}
