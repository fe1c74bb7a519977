using System.Collections.Immutable;
using FleetActors.Fleets;

namespace FleetActors.Telemetry.Watching;

/// <summary>Whether a car counts as in a zone: at once when it is, and no longer only when it is clearly outside.</summary>
public static class ZoneBorderRules
{
    /// <summary>So far outside, a car has left: more than a receiver's noise, so that a car parked at the border does not flap.</summary>
    public const double LeftMetres = 30;

    /// <summary>Decides by the whole ring.</summary>
    /// <param name="ring">The zone.</param>
    /// <param name="place">Where the car is.</param>
    /// <param name="wasIn">Whether it counted as in the zone before.</param>
    public static bool IsIn(ImmutableArray<GeoPoint> ring, GeoPoint place, bool wasIn) =>
        ZoneRules.Contains(ring, place) || (wasIn && IsWithin(ring, place, LeftMetres));

    /// <summary>Whether the ring comes so near to a place; on the map around the place, which is flat over such distances.</summary>
    private static bool IsWithin(ImmutableArray<GeoPoint> ring, GeoPoint place, double metres)
    {
        var perLongitude = GreatCircle.MetresPerDegree * Math.Cos(place.Latitude * (Math.PI / 180));
        var from = ring[^1];
        var (fromEast, fromNorth) = At(from);
        foreach (var to in ring)
        {
            var (toEast, toNorth) = At(to);
            if (SquareToSegment(fromEast, fromNorth, toEast, toNorth) <= metres * metres) return true;
            (fromEast, fromNorth) = (toEast, toNorth);
        }
        return false;

        (double East, double North) At(GeoPoint point) =>
            ((point.Longitude - place.Longitude) * perLongitude, (point.Latitude - place.Latitude) * GreatCircle.MetresPerDegree);
    }

    /// <summary>The square of the distance from the origin to a segment.</summary>
    private static double SquareToSegment(double fromEast, double fromNorth, double toEast, double toNorth)
    {
        double east = toEast - fromEast, north = toNorth - fromNorth;
        var along = east * east + north * north is > 0 and var length ? Math.Clamp(-(fromEast * east + fromNorth * north) / length, 0, 1) : 0;
        double nearEast = fromEast + along * east, nearNorth = fromNorth + along * north;
        return nearEast * nearEast + nearNorth * nearNorth;
    }
}
