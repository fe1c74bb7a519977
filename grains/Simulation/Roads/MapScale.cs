namespace FleetActors.Simulation;

/// <summary>
/// Distances on a city-sized map as on a flat sheet. The one trigonometric value, the shrinking of longitude at
/// the city's latitude, is rounded to a millionth once, so that distances do not depend on the processor.
/// </summary>
public readonly record struct MapScale
{
    private readonly double _lonMillimetresPerE7;

    /// <summary>A scale that is right near <paramref name="centre"/>; 50 km away it is off by less than one percent.</summary>
    public MapScale(MapPoint centre)
    {
        var cosine = Math.Round(Math.Cos(centre.Lat * Math.PI / 180), 6);
        _lonMillimetresPerE7 = MapPoint.MillimetresPerE7 * Math.Max(cosine, 0.000001);
    }

    /// <summary>Straight distance in millimetres, rounded.</summary>
    public long DistanceMm(MapPoint from, MapPoint to) => (long)Math.Round(Math.Sqrt(SquaredMm(from, to)));

    /// <summary>Square of the straight distance in mm²: cheaper than <see cref="DistanceMm"/> where only the order counts.</summary>
    public double SquaredMm(MapPoint from, MapPoint to)
    {
        var eastMm = ((double)to.LonE7 - from.LonE7) * _lonMillimetresPerE7;
        var northMm = ((double)to.LatE7 - from.LatE7) * MapPoint.MillimetresPerE7;
        return eastMm * eastMm + northMm * northMm;
    }

    /// <summary>Compass direction of travel in whole degrees, 0 north, 90 east, below 360.</summary>
    public int HeadingDegrees(MapPoint from, MapPoint to)
    {
        var eastMm = ((double)to.LonE7 - from.LonE7) * _lonMillimetresPerE7;
        var northMm = ((double)to.LatE7 - from.LatE7) * MapPoint.MillimetresPerE7;
        return ((int)Math.Round(Math.Atan2(eastMm, northMm) * 180 / Math.PI) + 360) % 360;
    }

    /// <summary>Metres north and east of <paramref name="origin"/> as a point.</summary>
    public MapPoint Offset(MapPoint origin, double eastMetres, double northMetres) => new(
        origin.LatE7 + (int)Math.Round(northMetres * 1_000 / MapPoint.MillimetresPerE7),
        origin.LonE7 + (int)Math.Round(eastMetres * 1_000 / _lonMillimetresPerE7));
}
