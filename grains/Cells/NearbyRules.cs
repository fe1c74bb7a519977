using System.Collections.Immutable;
using FleetActors.Fleets;

namespace FleetActors.Cells;

/// <summary>What a question means, and how answers of several cells become one.</summary>
public static class NearbyRules
{
    /// <summary>The ring of a zone: default when none is asked for, empty when there is none of this id.</summary>
    public static ImmutableArray<GeoPoint> Ring(FleetZones zones, string? zone) => zone is null
        ? default
        : zones.Zones.IsDefaultOrEmpty || zones.Zones.FirstOrDefault(known => known.Id == zone) is not { } found ? [] : found.Ring;

    /// <summary>One answer from several: a car that two cells had, while it moved from one to the other, is where it was last.</summary>
    public static ImmutableArray<NearbyCar> Merge(IEnumerable<NearbyCar> found, int limit) =>
        [.. found
            .GroupBy(car => car.Vehicle)
            .Select(same => same.MaxBy(car => car.Car.Version))
            .OrderBy(car => car.DistanceMetres)
            .ThenBy(car => car.Vehicle.Value, StringComparer.Ordinal)
            .Take(limit)];
}
