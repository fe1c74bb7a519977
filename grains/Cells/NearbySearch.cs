using System.Collections.Immutable;
using FleetActors.Telemetry;

namespace FleetActors.Cells;

/// <summary>Looks through several trees as if they were one.</summary>
public static class NearbySearch
{
    /// <summary>The nearest cars of all trees, nearest first, each car once.</summary>
    public static ImmutableArray<NearbyCar> Of(Nearby question, ImmutableArray<GeoPoint> zone, ReadOnlySpan<CellTree> trees)
    {
        HashSet<(VehicleId, CarVersion)>? overtaken = null;
        while (true)
        {
            var search = new CellSearch(question, zone, overtaken);
            foreach (var tree in trees) search.Look(tree);
            var found = search.Take();
            if (trees.Length == 1 || !FindOvertaken(found, ref overtaken)) return found;
        }
    }

    /// <summary>Whether a car was found twice; the older filings of such cars must not take the places of others.</summary>
    private static bool FindOvertaken(ImmutableArray<NearbyCar> found, ref HashSet<(VehicleId, CarVersion)>? overtaken)
    {
        var newest = new Dictionary<VehicleId, CarVersion>(found.Length);
        var any = false;
        foreach (var car in found)
        {
            var version = new CarVersion(car.Revision, car.FixAt);
            if (newest.TryAdd(car.Vehicle, version)) continue;
            any = true;
            var known = newest[car.Vehicle];
            (overtaken ??= []).Add((car.Vehicle, known < version ? known : version));
            if (known < version) newest[car.Vehicle] = version;
        }
        return any;
    }
}
