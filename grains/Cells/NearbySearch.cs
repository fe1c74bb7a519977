using System.Collections.Immutable;
using FleetActors.Telemetry;

namespace FleetActors.Cells;

/// <summary>Looks through several trees as if they were one.</summary>
public static class NearbySearch
{
    /// <summary>Each thread searches in memory of its own, which it uses again: a question allocates its answer only.</summary>
    [ThreadStatic] private static CellSearch? _search;

    /// <summary>The nearest cars of all trees, nearest first, each car once.</summary>
    public static ImmutableArray<NearbyCar> Of(Nearby question, ImmutableArray<GeoPoint> zone, ReadOnlySpan<CellTree> trees)
    {
        HashSet<(VehicleId, CarVersion)>? overtaken = null;
        var search = _search ??= new(question, zone);
        while (true)
        {
            search.Begin(question, zone, overtaken);
            foreach (var tree in trees) search.Look(tree);
            var found = search.Take();
            if (!FindOvertaken(found, ref overtaken)) return found;
        }
    }

    /// <summary>Whether a car was found twice; the older filings of such cars must not take the places of others.</summary>
    private static bool FindOvertaken(ImmutableArray<NearbyCar> found, ref HashSet<(VehicleId, CarVersion)>? overtaken)
    {
        // Short answers, which nearly all are, are compared each with each: that needs no memory.
        const int Short = 32;
        if (found.Length <= Short && !HasDuplicate(found.AsSpan())) return false;
        var newest = new Dictionary<VehicleId, CarVersion>(found.Length);
        var any = false;
        foreach (var car in found)
        {
            var version = car.Car.Version;
            if (newest.TryAdd(car.Vehicle, version)) continue;
            any = true;
            var known = newest[car.Vehicle];
            (overtaken ??= []).Add((car.Vehicle, known < version ? known : version));
            if (known < version) newest[car.Vehicle] = version;
        }
        return any;
    }

    private static bool HasDuplicate(ReadOnlySpan<NearbyCar> found)
    {
        for (var one = 1; one < found.Length; one++)
        {
            for (var other = 0; other < one; other++)
            {
                if (found[one].Vehicle == found[other].Vehicle) return true;
            }
        }
        return false;
    }
}
