namespace FleetActors.Tracks;

/// <summary>
/// Which fixes a fleet's tracks keep. A moving car's fix is kept when it is late enough, far enough, or shows a turn or a change
/// of speed; a standing car's when enough time has passed, its charge has changed, or it has been moved.
/// </summary>
public sealed record TrackSampling
{
    /// <summary>A moving car is kept at least this often. Not negative.</summary>
    public TimeSpan Moving { get; init; }

    /// <summary>And whenever it has come this far since the last kept fix, in metres.</summary>
    public double Metres { get; init; } = double.PositiveInfinity;

    /// <summary>And when its heading has changed by this much, 0 to 180 degrees.</summary>
    public double HeadingDegrees { get; init; } = double.PositiveInfinity;

    /// <summary>And when its speed has changed by this much, in km/h; starting and stopping always count.</summary>
    public double SpeedKmh { get; init; } = double.PositiveInfinity;

    /// <summary>A standing car is kept at least this often. Not negative.</summary>
    public TimeSpan Standing { get; init; }

    /// <summary>And when its charge or fuel has changed by this much, in percent.</summary>
    public double ChargePercent { get; init; } = double.PositiveInfinity;

    /// <summary>Every fix.</summary>
    public static TrackSampling EveryFix { get; } = new();

    /// <summary>What a map or an invoice needs: every 10 s or 150 m, each turn of 20° and change of 20 km/h; every 10 minutes while parked.</summary>
    public static TrackSampling Sensible { get; } = new()
    {
        Moving = TimeSpan.FromSeconds(10),
        Metres = 150,
        HeadingDegrees = 20,
        SpeedKmh = 20,
        Standing = TimeSpan.FromMinutes(10),
        ChargePercent = 1,
    };

    /// <summary>Whether nothing is ever left out.</summary>
    public bool KeepsEveryFix => Moving <= TimeSpan.Zero && Standing <= TimeSpan.Zero;
}
