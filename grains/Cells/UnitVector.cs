using FleetActors.Telemetry;

namespace FleetActors.Cells;

/// <summary>A place as a vector of length 1 from the Earth's centre: distances compare by multiplication only.</summary>
public readonly record struct UnitVector(double X, double Y, double Z)
{
    /// <summary>
    /// What rounding may change in a chord: beyond any error of this type and of <see cref="GreatCircle"/>, and 60 nanometres
    /// on the ground.
    /// </summary>
    private const double ChordSlack = 1e-14;

    /// <summary>The vector of a place.</summary>
    public static UnitVector Of(GeoPoint place)
    {
        var (sinLatitude, cosLatitude) = Math.SinCos(place.Latitude * Math.PI / 180);
        var (sinLongitude, cosLongitude) = Math.SinCos(place.Longitude * Math.PI / 180);
        return new(cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
    }

    /// <summary>The square of the straight line to another place, in Earth radii.</summary>
    public double ChordSquareTo(in UnitVector other)
    {
        double x = X - other.X, y = Y - other.Y, z = Z - other.Z;
        return x * x + y * y + z * z;
    }

    /// <summary>No place within so many metres has a larger square of the chord; a few beyond may have a smaller one.</summary>
    public static double ChordSquareWithin(double metres)
    {
        var chord = 2 * Math.Sin(Math.Min(metres / (2 * GreatCircle.EarthRadiusMetres), Math.PI / 2)) + ChordSlack;
        return chord * chord + 4 * ChordSlack;
    }
}
