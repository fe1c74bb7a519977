using System.Collections.Immutable;

namespace FleetActors.Cells;

/// <summary>
/// Keeps the nearest cars that it is offered, by distance and then by id: a heap with the farthest on top. May be offered a car
/// twice, from two cells between which it has moved: then the newer one counts.
/// </summary>
public sealed class NearestCars(int limit, double radiusMetres)
{
    private readonly PriorityQueue<CellCar, Rank> _kept = new(Math.Min(limit, 64) + 1, FarthestFirst.Instance);

    /// <summary>A car beyond this distance is of no use, in metres.</summary>
    public double WorstMetres { get; private set; } = radiusMetres;

    /// <summary>Takes a car in, if it is among the nearest.</summary>
    public void Offer(CellCar car, double metres)
    {
        if (metres > WorstMetres) return;
        _kept.Enqueue(car, new(metres, car.Vehicle.Value));
        if (_kept.Count > limit) _kept.Dequeue();
        if (_kept.Count == limit && _kept.TryPeek(out _, out var worst)) WorstMetres = worst.Metres;
    }

    /// <summary>What was kept, nearest first. Empties it.</summary>
    public ImmutableArray<NearbyCar> Take()
    {
        var found = new NearbyCar[_kept.Count];
        while (_kept.TryDequeue(out var car, out var rank))
        {
            found[_kept.Count] = new(
                car.Vehicle, car.Handle, car.Position, rank.Metres, car.Class, car.ChargePercent, car.RangeMetres, car.Version.Revision, car.Version.FixAt);
        }
        return ImmutableArray.Create(found);
    }

    private readonly record struct Rank(double Metres, string Id);

    private sealed class FarthestFirst : IComparer<Rank>
    {
        public static FarthestFirst Instance { get; } = new();

        public int Compare(Rank x, Rank y) => x.Metres != y.Metres ? y.Metres.CompareTo(x.Metres) : string.CompareOrdinal(y.Id, x.Id);
    }
}
