namespace FleetActors.Simulation;

/// <summary>One directed road link between two nodes, as a loader hands it to <see cref="RoadNetwork"/>.</summary>
/// <param name="From">Index of the node where the link starts.</param>
/// <param name="To">Index of the node where the link ends.</param>
/// <param name="LengthMm">Length in millimetres, at least 1.</param>
/// <param name="TravelMs">Free-flow travel time in milliseconds, at least 1.</param>
public readonly record struct RoadLink(int From, int To, int LengthMm, int TravelMs)
{
    /// <summary>A link of the given length driven at the given speed; both are rounded so that neither becomes zero.</summary>
    public static RoadLink AtSpeed(int from, int to, long lengthMm, int speedKmh)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speedKmh);
        var length = (int)Math.Clamp(lengthMm, 1, int.MaxValue);
        var travelMs = ((long)length * 36 + speedKmh * 5L) / (speedKmh * 10L);
        return new RoadLink(from, to, length, (int)Math.Clamp(travelMs, 1, int.MaxValue));
    }
}
