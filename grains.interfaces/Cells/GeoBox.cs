namespace FleetActors.Cells;

/// <summary>
/// A rectangle of latitudes and longitudes, edges included. West above east means that it crosses the antimeridian.
/// </summary>
/// <param name="South">The lowest latitude, in degrees.</param>
/// <param name="West">The western edge, in degrees.</param>
/// <param name="North">The highest latitude, in degrees.</param>
/// <param name="East">The eastern edge, in degrees.</param>
[GenerateSerializer, Immutable, Alias("GeoBox")]
public readonly record struct GeoBox(
    [property: Id(0)] double South,
    [property: Id(1)] double West,
    [property: Id(2)] double North,
    [property: Id(3)] double East)
{
    private const double FullTurn = 360;

    /// <summary>The whole Earth.</summary>
    public static GeoBox Everywhere { get; } = new(-90, -180, 90, 180);

    /// <summary>Whether all four are degrees and south is not above north.</summary>
    public bool IsValid => GeoPoint.IsValid(South, West) && GeoPoint.IsValid(North, East) && South <= North;

    /// <summary>The degrees of longitude from west to east, 0 to 360.</summary>
    public double Width => West <= East ? East - West : FullTurn + East - West;

    /// <summary>The place in the middle.</summary>
    public GeoPoint Centre
    {
        get
        {
            var longitude = West + Width / 2;
            return new(South + (North - South) / 2, longitude > FullTurn / 2 ? longitude - FullTurn : longitude);
        }
    }

    /// <summary>Whether a place lies inside or on the edge.</summary>
    public bool Contains(GeoPoint place) => place.Latitude >= South && place.Latitude <= North
        && (West <= East ? place.Longitude >= West && place.Longitude <= East : place.Longitude >= West || place.Longitude <= East);
}
