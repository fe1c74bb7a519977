namespace FleetActors.Simulation;

/// <summary>A place on the map in whole ten-millionths of a degree (about 1 cm), WGS 84, so that equal places compare equal.</summary>
/// <param name="LatE7">Latitude × 10⁷, from −900,000,000 to 900,000,000.</param>
/// <param name="LonE7">Longitude × 10⁷, from −1,800,000,000 to 1,800,000,000.</param>
public readonly record struct MapPoint(int LatE7, int LonE7)
{
    /// <summary>Millimetres on the ground for one ten-millionth of a degree of latitude.</summary>
    public const double MillimetresPerE7 = 11.1194926644;

    private const double E7 = 10_000_000;

    /// <summary>Latitude in degrees.</summary>
    public double Lat => LatE7 / E7;

    /// <summary>Longitude in degrees.</summary>
    public double Lon => LonE7 / E7;

    /// <summary>Rounds degrees to a point. Throws <see cref="ArgumentOutOfRangeException"/> when a coordinate is not on Earth.</summary>
    public static MapPoint FromDegrees(double lat, double lon)
    {
        if (!IsOnEarth(lat, lon))
            throw new ArgumentOutOfRangeException(nameof(lat), $"{lat}, {lon} is not a place on Earth.");
        return new MapPoint((int)Math.Round(lat * E7), (int)Math.Round(lon * E7));
    }

    /// <summary>Whether the degrees are finite and within ±90 and ±180.</summary>
    public static bool IsOnEarth(double lat, double lon) => Math.Abs(lat) <= 90 && Math.Abs(lon) <= 180;
}
