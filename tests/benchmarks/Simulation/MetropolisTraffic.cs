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
    private readonly byte[] _trips;

    /// <summary>Parks the cars evenly and lets them leave over <paramref name="rampSeconds"/>.</summary>
    public MetropolisTraffic(Metropolis world, int cars, int threads, int rampSeconds)
    {
        _world = world;
        _trips = new byte[cars];
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
            Kernel.Depart(car, world.RouteFrom(node, _random.Below(MetropolisRoutes.PerNode)), (int)((long)i * rampSeconds * 1_000 / cars));
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

    /// <summary>Cars that have not ended a trip yet.</summary>
    public int NeverArrived => _trips.Count(trips => trips == 0);

    /// <summary>Chargings that ended.</summary>
    public long Chargings { get; private set; }

    /// <summary>One second, and what follows from it.</summary>
    public void Step()
    {
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
            if (_trips[arrival.Car] < byte.MaxValue)
                _trips[arrival.Car]++;
            if (Kernel.Read(arrival.Car).BatteryJ < BatteryJ / 5)
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
        var route = _world.RouteFrom(node, _random.Below(MetropolisRoutes.PerNode));
        Trips?.Leaves(car, node, route, atMs);
        Kernel.Depart(car, route, atMs);
    }
}
