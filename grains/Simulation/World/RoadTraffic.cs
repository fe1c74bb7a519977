using FleetActors.Simulation.Kernel;

namespace FleetActors.Simulation;

/// <summary>
/// The world's cars among each other: the traffic kernel with all of them in it. The world sends cars off and is told each
/// second who has arrived; nobody foresees when. While no car drives, no second needs to be played.
/// </summary>
internal sealed class RoadTraffic : IDisposable
{
    /// <summary>How often drivers hear of jams: routes found from then on go by the travel times of that moment.</summary>
    public const int NewsEveryMs = 300_000;

    /// <summary>Below this many cars a second is too short to be shared among threads.</summary>
    private const int CarsForThreads = 50_000;

    /// <summary>News that change no link's time by a tenth are not worth new weights.</summary>
    private const int WorthTelling = 10;

    private readonly RoadNetwork _roads;
    private readonly RouteStore _routes;
    private readonly TrafficKernel _kernel;
    private readonly RouteRef[] _driven;
    private readonly int[] _presentMs;
    private int _driving;

    /// <summary>All cars stand at their nodes, and the roads are empty.</summary>
    public RoadTraffic(RoadNetwork roads, ReadOnlySpan<SimulatedCar> cars)
    {
        _roads = roads;
        _routes = new RouteStore(roads);
        _kernel = new TrafficKernel(new KernelRoads(roads), _routes, cars.Length, threads: cars.Length < CarsForThreads ? 1 : Environment.ProcessorCount);
        _driven = new RouteRef[cars.Length];
        _presentMs = new int[roads.LinkCount];
        Weights = roads.FreeFlow;
        foreach (var car in cars)
            _kernel.Place(car.Index, car.Node, batteryJ: 0);
    }

    /// <summary>When the next second has passed; never while no car drives.</summary>
    public long NextSecondMs => _driving == 0 ? long.MaxValue : _kernel.NowMs + TrafficKernel.StepMs;

    /// <summary>The travel times of the latest news.</summary>
    public RouteWeights Weights { get; private set; }

    /// <summary>Sends a standing car on a drive of at least one link.</summary>
    /// <param name="car">Which car.</param>
    /// <param name="route">The drive.</param>
    /// <param name="atMs">When it enters the road, or as soon after as there is room; cars for one link in order of these calls.</param>
    public void Depart(int car, Route route, long atMs)
    {
        // Empty roads were not played: what the last cars left behind passes now.
        while (_driving == 0 && _kernel.NowMs + TrafficKernel.StepMs <= atMs)
            _kernel.Step();
        _driven[car] = _routes.Add(route.Links);
        _kernel.Depart(car, _driven[car], checked((int)atMs));
        _driving++;
    }

    /// <summary>
    /// Shortens a car's drive to end with the link it is on, or with the next where it has chosen that already.
    /// Tells the last link, or null when the car keeps its whole route.
    /// </summary>
    public int? EndSoon(int car) => _kernel.EndSoon(car);

    /// <summary>Plays one second. Who has arrived, by time and car.</summary>
    public ReadOnlySpan<KernelArrival> Step()
    {
        _kernel.Step();
        foreach (var arrival in _kernel.Arrivals)
            _routes.Release(_driven[arrival.Car]);
        _driving -= _kernel.Arrivals.Length;
        if (_driving == 0)
            Weights = _roads.FreeFlow;
        else if (_kernel.NowMs % NewsEveryMs == 0)
            TakeNews();
        return _kernel.Arrivals;
    }

    /// <summary>How far a car has come on its route as of the last second; at its start before it departs.</summary>
    public DriveProgress ProgressOf(int car, Route route)
    {
        var read = _kernel.Read(car);
        if (read.Phase == CarPhase.Parked) // boarding; a car that has arrived has no route any more
            return new DriveProgress(0, 0, _roads.LinkLengthMm[route.Links[0]], 0);
        var index = route.Links.IndexOf(read.Place);
        if (index < 0)
            throw new InvalidOperationException($"Car {car} is on link {read.Place}, which its route does not lead over.");
        var lengthMm = _roads.LinkLengthMm[read.Place];
        return new DriveProgress(index, Math.Min(read.OffsetMm, lengthMm), lengthMm, (int)((read.SpeedMmS * 36L + 5_000) / 10_000));
    }

    /// <inheritdoc/>
    public void Dispose() => _kernel.Dispose();

    private void TakeNews()
    {
        var isWorthTelling = false;
        for (var link = 0; link < _presentMs.Length; link++)
        {
            _presentMs[link] = _kernel.PresentTravelMs(link);
            var knownMs = Weights.LinkTravelMs[link];
            isWorthTelling |= Math.Abs(_presentMs[link] - knownMs) > knownMs / WorthTelling;
        }

        if (isWorthTelling)
            Weights = new RouteWeights(_roads, _presentMs);
    }
}

/// <summary>How far a drive has come.</summary>
/// <param name="Link">Which link of its route it is on.</param>
/// <param name="Done">How much of that link is done, out of <paramref name="Whole"/>.</param>
/// <param name="Whole">What the whole link is in the same unit, above 0.</param>
/// <param name="SpeedKmh">How fast it is.</param>
internal readonly record struct DriveProgress(int Link, int Done, int Whole, int SpeedKmh);
