using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>Which fixes are believed. One wrong clock or one wild position must not freeze a car or throw it about.</summary>
public static class FixRules
{
    private const double KmhPerMetreSecond = 3.6;

    /// <summary>Why a fix that would become the newest is not believed, or null when it is.</summary>
    /// <param name="latest">The car's newest fix so far.</param>
    /// <param name="now">The server's time; in a simulated fleet the fix's own.</param>
    public static QuarantineReason? Judge(in Fix fix, in Fix? latest, DateTimeOffset now)
    {
        if (!IsInRange(fix)) return QuarantineReason.OutOfRange;
        if (fix.At > now + QuarantineLimits.MaxAhead) return QuarantineReason.AheadOfServer;
        if (fix.Position is { Latitude: 0, Longitude: 0 }) return QuarantineReason.NullIsland;
        if (latest is not { } before || fix.At <= before.At) return null;
        if (fix.OdometerMetres < before.OdometerMetres) return QuarantineReason.OdometerDecreases;
        var reachMetres = QuarantineLimits.NoiseMetres + (fix.At - before.At).TotalSeconds * QuarantineLimits.MaxSpeedKmh / KmhPerMetreSecond;
        return GreatCircle.Metres(fix.Position, before.Position) > reachMetres ? QuarantineReason.ImpossibleSpeed : null;
    }

    private static bool IsInRange(in Fix fix) =>
        GeoPoint.IsValid(fix.Position.Latitude, fix.Position.Longitude)
        && fix.SpeedKmh is >= 0 and <= QuarantineLimits.MaxSpeedKmh
        && fix.HeadingDegrees is >= 0 and <= 360
        && fix.ChargePercent is >= 0 and <= 100
        && fix.OdometerMetres is >= 0 and <= VehicleRegistration.MaxOdometerMetres
        && fix.At > DateTimeOffset.UnixEpoch;
}
