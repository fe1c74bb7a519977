using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace FleetActors.Cells;

/// <summary>
/// Keeps the nearest cars that it is offered, by distance and then by id: a heap with the farthest on top. May be offered a car
/// twice, from two cells or leaves between which it has moved. To be used again and again by one thread at a time.
/// </summary>
public sealed class NearestCars
{
    private NearbyCar[] _kept = new NearbyCar[16];
    private int _count;
    private int _limit;

    /// <summary>A car beyond this distance is of no use, in metres.</summary>
    public double WorstMetres { get; private set; }

    /// <summary>Begins anew.</summary>
    /// <param name="limit">How many to keep, at least 1.</param>
    /// <param name="radiusMetres">No car beyond it is kept.</param>
    public void Begin(int limit, double radiusMetres) => (_count, _limit, WorstMetres) = (0, limit, radiusMetres);

    /// <summary>Takes a car in, if it is among the nearest.</summary>
    public void Offer(in CellCar car, double metres)
    {
        if (metres > WorstMetres) return;
        var offered = new NearbyCar(car, metres);
        if (_count < _limit)
        {
            if (_count == _kept.Length) Array.Resize(ref _kept, Math.Min(_limit, 2 * _count));
            Rise(_count++, offered);
        }
        else if (IsFarther(_kept[0], offered))
        {
            Sink(offered, _count);
        }
        if (_count == _limit) WorstMetres = _kept[0].DistanceMetres;
    }

    /// <summary>What was kept, nearest first. Empties it.</summary>
    public ImmutableArray<NearbyCar> Take()
    {
        var found = new NearbyCar[_count];
        while (_count > 0)
        {
            found[--_count] = _kept[0];
            var last = _kept[_count];
            _kept[_count] = default; // a search that rests keeps no cars alive
            if (_count > 0) Sink(last, _count);
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(found);
    }

    private static bool IsFarther(in NearbyCar one, in NearbyCar other) => one.DistanceMetres != other.DistanceMetres
        ? one.DistanceMetres > other.DistanceMetres
        : string.CompareOrdinal(one.Vehicle.Value, other.Vehicle.Value) > 0;

    /// <summary>Puts a car in at the end of the heap and lets it rise above nearer ones.</summary>
    private void Rise(int at, in NearbyCar car)
    {
        for (int parent; at > 0 && IsFarther(car, _kept[parent = (at - 1) / 2]); at = parent) _kept[at] = _kept[parent];
        _kept[at] = car;
    }

    /// <summary>Puts a car in on top of a heap of so many and lets it sink below farther ones.</summary>
    private void Sink(in NearbyCar car, int count)
    {
        var at = 0;
        for (var child = 1; child < count; child = 2 * at + 1)
        {
            if (child + 1 < count && IsFarther(_kept[child + 1], _kept[child])) child++;
            if (!IsFarther(_kept[child], car)) break;
            _kept[at] = _kept[child];
            at = child;
        }
        _kept[at] = car;
    }
}
