using System.Runtime.InteropServices;

namespace FleetActors.Telemetry;

/// <summary>
/// A <see cref="Fix"/> in 32 bytes, as shards keep it and batches carry it. Times are whole milliseconds (rounded down),
/// degrees are multiples of 1e-7 (a centimetre), speed, heading and charge multiples of 0.01. A reading that cannot be
/// written so (out of range, not a number) becomes <see cref="Unreadable"/> or the largest number, which no rule believes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
[GenerateSerializer, Immutable, Alias("PackedFix")]
public readonly record struct PackedFix
{
    /// <summary>Bytes of one.</summary>
    public const int Size = 32;

    /// <summary>What stands for a speed, heading or charge that cannot be written.</summary>
    public const ushort Unreadable = ushort.MaxValue;

    /// <summary>Steps of a degree of latitude or longitude.</summary>
    public const double StepsPerDegree = 1e7;

    /// <summary>Steps of a km/h, a degree of heading or a percent of charge.</summary>
    public const float StepsPerReading = 100;

    /// <summary>Packs a fix.</summary>
    public PackedFix(in Fix fix)
    {
        AtMs = fix.At.ToUnixTimeMilliseconds();
        OdometerMetres = fix.OdometerMetres;
        LatitudeE7 = Degrees(fix.Position.Latitude);
        LongitudeE7 = Degrees(fix.Position.Longitude);
        SpeedCentiKmh = Reading(fix.SpeedKmh);
        HeadingCentiDegrees = Reading(fix.HeadingDegrees);
        ChargeCentiPercent = Reading(fix.ChargePercent);
    }

    /// <summary>When it was taken, in milliseconds since 1970; 0 or below in a place that has no fix.</summary>
    [Id(0)] public long AtMs { get; init; }

    /// <summary>Metres.</summary>
    [Id(1)] public long OdometerMetres { get; init; }

    /// <summary>Degrees north, in steps of 1e-7.</summary>
    [Id(2)] public int LatitudeE7 { get; init; }

    /// <summary>Degrees east, in steps of 1e-7.</summary>
    [Id(3)] public int LongitudeE7 { get; init; }

    /// <summary>In steps of 0.01 km/h.</summary>
    [Id(4)] public ushort SpeedCentiKmh { get; init; }

    /// <summary>In steps of 0.01 degrees, clockwise from north.</summary>
    [Id(5)] public ushort HeadingCentiDegrees { get; init; }

    /// <summary>In steps of 0.01 percent.</summary>
    [Id(6)] public ushort ChargeCentiPercent { get; init; }

    /// <summary>Not used, 0; keeps the size a round one.</summary>
    [Id(7)] public ushort Spare { get; init; }

    /// <summary>Whether there is one at all.</summary>
    public bool Exists => AtMs > 0;

    /// <summary>Whether the position is one on Earth.</summary>
    public bool HasPlace => LatitudeE7 is >= -900_000_000 and <= 900_000_000 && LongitudeE7 is >= -1_800_000_000 and <= 1_800_000_000;

    /// <summary>Unpacks it. Only for one that exists and whose position is on Earth.</summary>
    public Fix Unpack() => new(
        DateTimeOffset.FromUnixTimeMilliseconds(AtMs),
        new(LatitudeE7 / StepsPerDegree, LongitudeE7 / StepsPerDegree),
        SpeedCentiKmh / StepsPerReading, HeadingCentiDegrees / StepsPerReading, ChargeCentiPercent / StepsPerReading,
        OdometerMetres);

    private static int Degrees(double degrees)
    {
        var steps = Math.Round(degrees * StepsPerDegree);
        return steps is >= int.MinValue and <= int.MaxValue ? unchecked((int)steps) : int.MaxValue; // in range: a checked conversion is a call
    }

    private static ushort Reading(float reading)
    {
        var steps = MathF.Round(reading * StepsPerReading);
        return steps is >= 0 and < Unreadable ? unchecked((ushort)(int)steps) : Unreadable;
    }
}
