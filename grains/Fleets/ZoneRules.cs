using System.Collections.Immutable;

namespace FleetActors.Fleets;

/// <summary>What service zones may look like, and what lies in them.</summary>
public static class ZoneRules
{
    /// <summary>A point so close to an edge lies on it, in degrees: about a tenth of a millimetre.</summary>
    private const double EdgeDegrees = 1e-9;

    /// <summary>Whether a rental may end here: in or on the edge of any zone, or anywhere when there are no zones.</summary>
    public static bool Contains(FleetZones zones, GeoPoint point)
    {
        if (zones.Zones.IsDefaultOrEmpty) return true;
        foreach (var zone in zones.Zones)
        {
            if (Contains(zone.Ring, point)) return true;
        }
        return false;
    }

    /// <summary>Whether a point lies in a ring or on its edge. Straight lines are those of the map in degrees, even-odd rule.</summary>
    public static bool Contains(ImmutableArray<GeoPoint> ring, GeoPoint point)
    {
        var inside = false;
        var from = ring[^1];
        foreach (var to in ring)
        {
            if (IsOnEdge(from, to, point)) return true;
            if ((from.Latitude > point.Latitude) != (to.Latitude > point.Latitude))
            {
                var crossing = from.Longitude
                    + (point.Latitude - from.Latitude) / (to.Latitude - from.Latitude) * (to.Longitude - from.Longitude);
                if (point.Longitude < crossing) inside = !inside;
            }
            from = to;
        }
        return inside;
    }

    /// <summary>What is wrong with a set of zones, or null when it may be published.</summary>
    public static Refused? Check(ImmutableArray<Zone> zones)
    {
        if (zones.IsDefault || zones.Length > FleetLimits.Zones) return Invalid($"At most {FleetLimits.Zones} zones.");
        var points = 0;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var zone in zones)
        {
            if (zone is null || !IdText.IsValid(zone.Id) || !ids.Add(zone.Id)) return Invalid($"Zone ids that differ, of {IdText.Rule}.");
            if (!FleetRules.IsName(zone.Name)) return Invalid($"Zone names of 1 to {FleetLimits.NameLength} characters.");
            if (zone.Ring.IsDefault || zone.Ring.Length < 3) return Invalid($"Zone {zone.Id}: at least 3 points.");
            if ((points += zone.Ring.Length) > FleetLimits.ZonePoints) return Invalid($"At most {FleetLimits.ZonePoints} points in all zones.");
            if (CheckRing(zone.Ring) is { } wrong) return Invalid($"Zone {zone.Id}: {wrong}");
        }
        return null;
    }

    private static string? CheckRing(ImmutableArray<GeoPoint> ring)
    {
        var doubledArea = 0.0;
        var from = ring[^1];
        foreach (var to in ring)
        {
            if (!GeoPoint.IsValid(to.Latitude, to.Longitude)) return "latitudes of -90 to 90 and longitudes of -180 to 180 degrees.";
            if (to == from) return "no point twice in a row, and the ring not closed by its first point.";
            if (to.Longitude - from.Longitude is > 180 or < -180) return "no edge across the antimeridian; two zones instead.";
            doubledArea += (to.Longitude - from.Longitude) * (to.Latitude + from.Latitude);
            from = to;
        }
        return doubledArea is > 1e-12 or < -1e-12 ? null : "an area.";
    }

    private static bool IsOnEdge(GeoPoint from, GeoPoint to, GeoPoint point)
    {
        if (point.Longitude < Math.Min(from.Longitude, to.Longitude) - EdgeDegrees || point.Longitude > Math.Max(from.Longitude, to.Longitude) + EdgeDegrees
            || point.Latitude < Math.Min(from.Latitude, to.Latitude) - EdgeDegrees || point.Latitude > Math.Max(from.Latitude, to.Latitude) + EdgeDegrees)
            return false;
        double eastward = to.Longitude - from.Longitude, northward = to.Latitude - from.Latitude;
        var cross = eastward * (point.Latitude - from.Latitude) - northward * (point.Longitude - from.Longitude);
        return cross * cross <= EdgeDegrees * EdgeDegrees * (eastward * eastward + northward * northward);
    }

    private static Refused Invalid(string allowed) => new(Refusal.ValueOutOfRange, allowed);
}
