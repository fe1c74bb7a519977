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
        FoundTwice? twice = null;
        var search = _search ??= new(question, zone);
        while (true)
        {
            search.Begin(question, zone, twice);
            foreach (var tree in trees) search.Look(tree);
            var found = search.Take();
            if (twice is null ? !HasTwice(found, ref twice) : !twice.IsToRepeat) return found;
        }
    }

    /// <summary>Whether a car was found twice; it must not take the places of others.</summary>
    private static bool HasTwice(ImmutableArray<NearbyCar> found, ref FoundTwice? twice)
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
            (twice ??= new()).Note(car.Vehicle, known, version);
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

/// <summary>
/// Cars that a search found twice, in two cells or leaves between which they have moved: the next one takes each once, and no
/// overtaken filing. Where cars move faster than they can be searched, the last search takes each car as it met it first.
/// </summary>
public sealed class FoundTwice
{
    private const int MaxSearches = 3;

    private readonly HashSet<(VehicleId, CarVersion)> _overtaken = [];
    private readonly Dictionary<VehicleId, CarVersion> _met = [];
    private int _searches;

    /// <summary>Whether a filing was admitted in this search that another one of it has overtaken.</summary>
    public bool IsToRepeat { get; private set; }

    /// <summary>A car was found twice.</summary>
    public void Note(VehicleId vehicle, CarVersion one, CarVersion other)
    {
        if (one != other) _overtaken.Add((vehicle, one < other ? one : other));
    }

    /// <summary>A search begins.</summary>
    public void Begin()
    {
        _met.Clear();
        _searches++;
        IsToRepeat = false;
    }

    /// <summary>Whether a car may be among those found: in the newest filing that was met so far, and that once.</summary>
    public bool Admits(in CellCar car)
    {
        if (_overtaken.Contains((car.Vehicle, car.Version))) return false;
        if (_met.TryAdd(car.Vehicle, car.Version)) return true;
        if (car.Version <= _met[car.Vehicle] || _searches == MaxSearches) return false;
        Note(car.Vehicle, _met[car.Vehicle], car.Version);
        _met[car.Vehicle] = car.Version;
        IsToRepeat = true;
        return true;
    }
}
