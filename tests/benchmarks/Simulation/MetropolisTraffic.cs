using FleetActors.Simulation;
using FleetActors.Simulation.Kernel;

namespace FleetActors.Benchmarks.Simulation;

/// <summary>What the cars of the benchmark do: drive, stand a little, charge when they must, drive on.</summary>
internal sealed class MetropolisTraffic : IDisposable
{
    private const int BatteryJ = 58_000 * 3_600;
    private const int ChargerW = 100_000;
    private const int StopMs = 15_000;

    private readonly Metropolis _world;
    private readonly SimulationRandom _random = SimulationRandom.ForStream(1, stream: 72);
    private readonly int[] _departMs;
    private readonly int[] _arrivedMs;
    private readonly List<(int Car, RouteRef Route)>[] _leaving;

    /// <summary>Parks the cars evenly and lets them leave over <paramref name="rampSeconds"/>.</summary>
    public MetropolisTraffic(Metropolis world, int cars, int threads, int rampSeconds)
    {
        _world = world;
        _departMs = new int[cars];
        _arrivedMs = new int[cars];
        // Nobody leaves later than this from now, so each list is empty again before a later second needs it.
        _leaving = [.. Enumerable.Range(0, Math.Max(rampSeconds, StopMs / TrafficKernel.StepMs) + 2).Select(_ => new List<(int Car, RouteRef Route)>())];
        Kernel = new TrafficKernel(world.Roads, world.Store, cars, threads: threads);
        var nodes = world.Roads.Roads.NodeCount;
        var order = Enumerable.Range(0, cars).ToArray();
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = _random.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        for (var i = 0; i < cars; i++)
        {
            var car = order[i];
            var node = (int)((long)car * nodes / cars);
            Kernel.Place(car, node, BatteryJ / 1_000 * _random.Between(220, 950));
            Leave(car, node, (int)((long)i * rampSeconds * 1_000 / cars));
        }
    }

    /// <summary>The kernel.</summary>
    public TrafficKernel Kernel { get; }

    /// <summary>Who hears of trips, if anybody.</summary>
    public ITrips? Trips { get; set; }

    /// <summary>Cars that stand at a charger.</summary>
    public int Charging { get; private set; }

    /// <summary>Cars on the road or waiting beside it.</summary>
    public long Moving => Kernel.Tallies.Departures - Kernel.Tallies.Arrivals;

    /// <summary>Cars that have not ended a trip since a time, and do not charge either.</summary>
    public int NotArrivedSince(int sinceMs) => Enumerable.Range(0, _arrivedMs.Length).Count(car => _arrivedMs[car] < sinceMs && Kernel.Read(car).Phase != CarPhase.Charging);

    /// <summary>The longest trip that ended so far, waiting beside the road included.</summary>
    public int LongestTripMs { get; private set; }

    /// <summary>The longest time that a car is under way by now.</summary>
    public int LongestUnderWayMs => Kernel.NowMs - Enumerable.Range(0, _departMs.Length).Where(car => Kernel.Read(car).Phase is not (CarPhase.Charging or CarPhase.Parked)).Min(car => _departMs[car]);

    /// <summary>Chargings that ended.</summary>
    public long Chargings { get; private set; }

    /// <summary>One second, and what follows from it.</summary>
    public void Step()
    {
        var leaving = LeavingAt(Kernel.NowMs);
        foreach (var (car, route) in leaving)
            Kernel.Depart(car, route, _departMs[car]);
        leaving.Clear();
        Kernel.Step();
        foreach (var car in Kernel.Charged)
        {
            Charging--;
            Chargings++;
            Leave(car, Kernel.Read(car).Place, Kernel.NowMs);
        }

        foreach (var arrival in Kernel.Arrivals)
        {
            Trips?.Arrived(arrival.Car, _world.Roads.Roads.LinkTo[arrival.Link], arrival.AtMs);
            _arrivedMs[arrival.Car] = arrival.AtMs;
            LongestTripMs = Math.Max(LongestTripMs, arrival.AtMs - _departMs[arrival.Car]);
            if (arrival.BatteryJ < BatteryJ / 5)
            {
                Charging++;
                Kernel.Charge(arrival.Car, ChargerW, BatteryJ / 10 * 8);
            }
            else
            {
                Leave(arrival.Car, _world.Roads.Roads.LinkTo[arrival.Link], arrival.AtMs + StopMs);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Kernel.Dispose();

    private void Leave(int car, int node, int atMs)
    {
        _departMs[car] = atMs;
        var route = _world.RouteFrom(node, _random.Below(MetropolisRoutes.PerNode));
        Trips?.Leaves(car, node, route, atMs);
        LeavingAt(atMs).Add((car, route));
    }

    /// <summary>Cars that are handed to the kernel in the second of their departure: those it has it looks at in every step.</summary>
    private List<(int Car, RouteRef Route)> LeavingAt(int atMs) => _leaving[atMs / TrafficKernel.StepMs % _leaving.Length];
}
