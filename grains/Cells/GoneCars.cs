namespace FleetActors.Cells;

/// <summary>Cars that have gone from a cell, in the order in which they went; those that have come back are among them.</summary>
/// <remarks>Two arrays and no queue of pairs: see <see cref="KnownCars"/> for what a collection goes through.</remarks>
internal sealed class GoneCars
{
    private KnownCar?[] _cars = new KnownCar?[16];
    private int[] _departures = new int[16];
    private int _first;

    /// <summary>How many departures are remembered.</summary>
    public int Count { get; private set; }

    /// <summary>A car has gone.</summary>
    public void Add(KnownCar car)
    {
        if (Count == _cars.Length) Grow();
        var at = (_first + Count++) & (_cars.Length - 1);
        car.Departures = unchecked(car.Departures + 1);
        (_cars[at], _departures[at]) = (car, car.Departures);
    }

    /// <summary>Takes the oldest departure out. Answers its car, or null when that has come back since, gone again, or been forgotten.</summary>
    public KnownCar? TakeOldest()
    {
        var (car, departure) = (_cars[_first]!, _departures[_first]);
        _cars[_first] = null;
        _first = (_first + 1) & (_cars.Length - 1);
        Count--;
        return !car.IsHere && car.Departures == departure ? car : null;
    }

    private void Grow()
    {
        var (cars, departures) = (new KnownCar?[2 * Count], new int[2 * Count]);
        for (var n = 0; n < Count; n++)
        {
            var at = (_first + n) & (Count - 1);
            (cars[n], departures[n]) = (_cars[at], _departures[at]);
        }
        (_cars, _departures, _first) = (cars, departures, 0);
    }
}
