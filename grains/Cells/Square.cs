using FleetActors.Telemetry;

namespace FleetActors.Cells;

/// <summary>The edges of a node of a <see cref="CellTree"/>, in degrees; west is never above east.</summary>
internal readonly record struct Square(double South, double West, double North, double East)
{
    private const double RadiansPerDegree = Math.PI / 180;
    private double MiddleLatitude => (South + North) / 2;

    private double MiddleLongitude => (West + East) / 2;

    public static Square Of(GeoBox box) => new(box.South, box.West, box.North, box.East);

    /// <summary>Which of its quarters has a place. Places outside count to the nearest one.</summary>
    public int QuarterOf(GeoPoint place) => (place.Latitude >= MiddleLatitude ? 2 : 0) + (place.Longitude >= MiddleLongitude ? 1 : 0);

    /// <summary>Whether a place lies in it: at its edges, as <see cref="QuarterOf"/> says for those of neighbours.</summary>
    public bool Has(GeoPoint place) =>
        place.Latitude >= South && place.Latitude < North && place.Longitude >= West && place.Longitude < East;

    /// <summary>One of its quarters.</summary>
    public Square Quarter(int quarter) => quarter switch
    {
        0 => new(South, West, MiddleLatitude, MiddleLongitude),
        1 => new(South, MiddleLongitude, MiddleLatitude, East),
        2 => new(MiddleLatitude, West, North, MiddleLongitude),
        _ => new(MiddleLatitude, MiddleLongitude, North, East),
    };

    /// <summary>Whether the rectangle has no place in common with it. One that crosses the antimeridian is never said to.</summary>
    public bool IsOutside(in GeoBox box) =>
        box.North < South || box.South > North || (box.West <= box.East && (box.East < West || box.West > East));

    /// <summary>
    /// No place in it is nearer to another one, in metres. Over the latitudes that lie between, or over the shortest way to the
    /// nearer one of its meridians: asin(cos φ · sin Δλ), which is at least cos φ · (Δλ − Δλ³/6).
    /// </summary>
    public double AtLeastMetresFrom(GeoPoint place, double cosLatitude)
    {
        var northwards = Math.Max(0, Math.Max(South - place.Latitude, place.Latitude - North)) * RadiansPerDegree;
        var eastwards = 0.0;
        if (place.Longitude < West || place.Longitude > East)
        {
            var gap = Math.Min(Turn(West - place.Longitude), Turn(place.Longitude - East)) * RadiansPerDegree;
            gap = Math.Min(gap, Math.PI / 2);
            eastwards = cosLatitude * (gap - gap * gap * gap / 6);
        }
        return Math.Max(northwards, eastwards) * GreatCircle.EarthRadiusMetres;
    }

    private static double Turn(double degrees) => degrees < 0 ? degrees + 360 : degrees;
}
