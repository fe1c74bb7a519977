using FleetActors.Benchmarks.Simulation;
using FleetActors.Simulation;
using FleetActors.Simulation.Kernel;
using CarReading = FleetActors.Simulation.CarReading;

namespace FleetActors.Benchmarks.Rentals;

/// <summary>Something of one rental: it begins when its car leaves, and ends when the car arrives.</summary>
internal readonly record struct RentalEvent(int Number, int Car, int Customer, int AtMs, CarReading Reading);

/// <summary>What became due in some simulated seconds, in the order of the traffic's events. No car and no customer is in it twice.</summary>
internal sealed record RentalBatch(int BeginMs, int EndMs, IReadOnlyList<RentalEvent> Ends, IReadOnlyList<RentalEvent> Begins);

/// <summary>
/// Moves the traffic on and makes rentals of its trips: of the cars that leave in a simulated second the first so many are
/// rented until they arrive. All of it follows from the traffic, so it is the same in every run.
/// </summary>
internal sealed class RentedTrips : ITrips
{
    private const int BatteryJ = 58_000 * 3_600;

    private readonly MetropolisTraffic _traffic;
    private readonly Metropolis _world;
    private readonly Dictionary<int, RentalEvent> _open = [];
    private readonly PriorityQueue<RentalEvent, (int AtMs, int Number)> _waiting = new();
    private readonly Queue<int> _restedCustomers = [];
    private readonly List<RentalEvent> _ends = [];
    private readonly long[] _drivenMm;
    private int _nextNumber;
    private int _secondMs;
    private int _ofSecond;

    /// <summary>Rents nothing yet.</summary>
    public RentedTrips(MetropolisTraffic traffic, Metropolis world)
    {
        (_traffic, _world) = (traffic, world);
        _drivenMm = new long[traffic.Kernel.CarCount];
        traffic.Trips = this;
    }

    /// <summary>How many of the cars that leave in a simulated second are rented.</summary>
    public int PerSecond { get; set; }

    /// <summary>How many customers there have to be.</summary>
    public int Customers { get; private set; }

    /// <summary>Rentals that have begun and not ended, those included whose cars leave in the next seconds.</summary>
    public int Open => _open.Count;

    /// <summary>Moves on by some seconds and tells what became due in them.</summary>
    public RentalBatch Step(int seconds)
    {
        for (var second = 0; second < seconds; second++)
            _traffic.Step();
        var nowMs = _traffic.Kernel.NowMs;
        var begins = new List<RentalEvent>();
        while (_waiting.TryPeek(out var next, out _) && next.AtMs < nowMs)
            begins.Add(_waiting.Dequeue());
        // A trip of a few seconds ends a step after it has begun.
        var begun = begins.Select(rental => rental.Number).ToHashSet();
        RentalEvent[] ends = [.. _ends.Where(rental => !begun.Contains(rental.Number))];
        _ends.RemoveAll(rental => !begun.Contains(rental.Number));
        // Customers rest until the batch is over, so that nobody is asked to end and to begin at once.
        foreach (var ended in ends)
            _restedCustomers.Enqueue(ended.Customer);
        return new(nowMs - seconds * TrafficKernel.StepMs, nowMs, ends, begins);
    }

    /// <summary>Cars on a rented trip, with where they are now.</summary>
    public IEnumerable<(int Car, CarReading Reading)> Moving()
    {
        foreach (var car in _open.Keys)
        {
            var reading = _traffic.Kernel.Read(car);
            if (reading.Phase is CarPhase.Driving or CarPhase.Queued)
                yield return (car, At(car, PointOn(reading.Place, reading.OffsetMm), reading.SpeedMmS));
        }
    }

    /// <summary>A car as it stands at a node.</summary>
    public CarReading Standing(int car, int node) => At(car, _world.Roads.Roads.Nodes[node], speedMmS: 0);

    /// <inheritdoc/>
    public void Leaves(int car, int node, RouteRef route, int atMs)
    {
        if (_secondMs != _traffic.Kernel.NowMs)
            (_secondMs, _ofSecond) = (_traffic.Kernel.NowMs, 0);
        if (_ofSecond++ >= PerSecond)
            return;
        if (!_restedCustomers.TryDequeue(out var customer))
            customer = Customers++;
        var rental = new RentalEvent(_nextNumber++, car, customer, atMs, Standing(car, node));
        _open.Add(car, rental);
        _waiting.Enqueue(rental, (atMs, rental.Number));
        _drivenMm[car] += _world.LengthMm(route);
    }

    /// <inheritdoc/>
    public void Arrived(int car, int node, int atMs)
    {
        if (_open.Remove(car, out var rental))
            _ends.Add(rental with { AtMs = atMs, Reading = Standing(car, node) });
    }

    private MapPoint PointOn(int link, int offsetMm)
    {
        var roads = _world.Roads.Roads;
        var (from, to, lengthMm) = (roads.Nodes[roads.LinkFrom[link]], roads.Nodes[roads.LinkTo[link]], roads.LinkLengthMm[link]);
        return new(
            from.LatE7 + (int)((long)(to.LatE7 - from.LatE7) * offsetMm / lengthMm),
            from.LonE7 + (int)((long)(to.LonE7 - from.LonE7) * offsetMm / lengthMm));
    }

    private CarReading At(int car, MapPoint point, int speedMmS) => new(
        point,
        HeadingDegrees: 0,
        speedMmS * 36 / 10_000,
        Math.Clamp((int)(_traffic.Kernel.Read(car).BatteryJ * 1_000L / BatteryJ), 0, 1_000),
        _drivenMm[car] / 1_000);
}
