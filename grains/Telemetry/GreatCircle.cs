namespace FleetActors.Telemetry;

/// <summary>Distances over the Earth taken as a sphere: within 0.6 % of the ellipsoid's.</summary>
public static class GreatCircle
{
    /// <summary>The mean radius of the Earth, in metres.</summary>
    public const double EarthRadiusMetres = 6_371_008.8;

    /// <summary>Metres of one degree of latitude.</summary>
    public const double MetresPerDegree = EarthRadiusMetres * Math.PI / 180;

    /// <summary>The distance of two places in metres (haversine).</summary>
    public static double Metres(GeoPoint a, GeoPoint b)
    {
        var (latitudeA, latitudeB) = (Radians(a.Latitude), Radians(b.Latitude));
        var halfLatitude = Math.Sin((latitudeB - latitudeA) / 2);
        var halfLongitude = Math.Sin(Radians(b.Longitude - a.Longitude) / 2);
        var square = halfLatitude * halfLatitude + Math.Cos(latitudeA) * Math.Cos(latitudeB) * halfLongitude * halfLongitude;
        return 2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(square)));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
