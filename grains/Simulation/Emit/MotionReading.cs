namespace FleetActors.Simulation.Emit;

/// <summary>What a car's device measures at one moment.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="SpeedKmh">How fast, 0 or more.</param>
/// <param name="HeadingDegrees">0 to 359, clockwise from north.</param>
/// <param name="ChargePermille">State of charge or fuel, 0 to 1000.</param>
/// <param name="OdometerMetres">Never decreases.</param>
public readonly record struct MotionReading(MapPoint Place, int SpeedKmh, int HeadingDegrees, int ChargePermille, long OdometerMetres);

/// <summary>
/// Cars that move, as a load generator sees them. Whatever moves them (the built-in city, recorded tracks, a traffic
/// model) stands behind it. One caller at a time.
/// </summary>
public interface IFleetMotion
{
    /// <summary>How many cars there are, at least 1.</summary>
    int Count { get; }

    /// <summary>What this motion is, in a few words for a report.</summary>
    string Description { get; }

    /// <summary>A car's own name.</summary>
    string IdOf(int car);

    /// <summary>Where a car is. Times asked of one car never go back, so that a model may step forward to them.</summary>
    /// <param name="car">From 0.</param>
    /// <param name="elapsedMs">Milliseconds since the start of the run.</param>
    MotionReading Read(int car, long elapsedMs);
}
