namespace FleetActors;

/// <summary>A place on the WGS 84 ellipsoid, in degrees: latitude -90 to 90, longitude -180 to 180.</summary>
[GenerateSerializer, Immutable, Alias("GeoPoint")]
public readonly record struct GeoPoint
{
    /// <summary>Takes checked degrees.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A degree is out of range or not a number.</exception>
    public GeoPoint(double latitude, double longitude)
    {
        if (!IsValid(latitude, longitude))
            throw new ArgumentOutOfRangeException(nameof(latitude), $"({latitude}, {longitude}) is no place: latitude is -90 to 90, longitude -180 to 180.");
        Latitude = latitude;
        Longitude = longitude;
    }

    /// <summary>Degrees north.</summary>
    [Id(0)] public double Latitude { get; }

    /// <summary>Degrees east.</summary>
    [Id(1)] public double Longitude { get; }

    /// <summary>Whether both degrees are numbers within range.</summary>
    public static bool IsValid(double latitude, double longitude) => latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180;
}
