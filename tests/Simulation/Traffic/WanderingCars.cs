using System.Collections.Immutable;
using FleetActors.Simulation;
using FleetActors.Simulation.Kernel;
using FleetActors.Simulation.Traffic;

namespace FleetActors.Tests.Simulation.Traffic;

/// <summary>
/// Cars that drive about a generated town, and every fifth of which charges after a trip. Where a car goes follows from its
/// number and the time alone, so that a resumed run needs to know nothing more than the traffic does.
/// </summary>
internal sealed class WanderingCars(int cars)
{
    public static readonly string Roads = GeneratedRoads.Name(seed: 3, junctions: 250);

    private const int StartJ = 40_000_000;
    private const int ChargerW = 50_000;
    private readonly KernelRoads _roads = new GeneratedRoads().Of(Roads);

    public TrafficPlan Plan(int regions, int threads) => new(Roads, cars, regions, threads);

    /// <summary>Events in one kernel for all roads: what every other way to play them must come to.</summary>
    public (KernelTallies Tallies, List<CarArrived> Arrived) PlayAlone(int untilMs)
    {
        var store = new RouteStore(_roads.Roads);
        using var kernel = new TrafficKernel(_roads, store, cars);
        var arrived = new List<CarArrived>();
        Begin(kernel.Place, Depart);
        while (kernel.NowMs < untilMs)
        {
            kernel.Step();
            CarArrived[] arrivals = [.. kernel.Arrivals.ToArray().Select(a => new CarArrived(a.Car, a.AtMs, a.StartedMs, a.Link, a.BatteryJ))];
            arrived.AddRange(arrivals);
            Answer(arrivals, [.. kernel.Charged.ToArray().Select(car => new CarCharged(car, kernel.Read(car).Place, 0))], kernel.NowMs, (car, _, watts, untilJ) => kernel.Charge(car, watts, untilJ), Depart);
        }

        return (kernel.Tallies, arrived);

        void Depart(int car, int node, ImmutableArray<int> links, int atMs) => kernel.Depart(car, store.Add(links.AsSpan()), atMs);
    }

    /// <summary>Plays in a cluster, from the beginning or from where the traffic is.</summary>
    public async Task<List<CarArrived>> Play(HostedTraffic traffic, int untilMs, CancellationToken cancellation)
    {
        var arrived = new List<CarArrived>();
        if (traffic.NowMs == 0) Begin(traffic.Place, traffic.Depart);
        while (traffic.NowMs < untilMs)
        {
            await traffic.Step(cancellation);
            arrived.AddRange(traffic.Arrived);
            Answer(traffic.Arrived, traffic.Charged, traffic.NowMs, traffic.Charge, traffic.Depart);
        }

        return arrived;
    }

    private void Begin(Action<int, int, int> place, Action<int, int, ImmutableArray<int>, int> depart)
    {
        for (var car = 0; car < cars; car++)
        {
            var node = (int)((long)car * _roads.Roads.NodeCount / cars);
            place(car, node, StartJ);
            depart(car, node, RouteFrom(node, car, 0), car % 60 * 1_000 + car % 7);
        }
    }

    private void Answer(IEnumerable<CarArrived> arrived, IEnumerable<CarCharged> charged, int nowMs, Action<int, int, int, int> charge, Action<int, int, ImmutableArray<int>, int> depart)
    {
        foreach (var (car, atMs, _, link, _) in arrived)
        {
            var node = _roads.Roads.LinkTo[link];
            if (car % 5 == 0) charge(car, node, ChargerW, StartJ);
            else depart(car, node, RouteFrom(node, car, atMs), atMs + 10_000);
        }

        foreach (var (car, node, _) in charged)
            depart(car, node, RouteFrom(node, car, nowMs), nowMs);
    }

    private ImmutableArray<int> RouteFrom(int node, int car, int atMs)
    {
        var random = SimulationRandom.ForStream(car, stream: (ulong)atMs);
        var network = _roads.Roads;
        var links = new int[3 + random.Below(40)];
        for (var i = 0; i < links.Length; i++)
        {
            links[i] = network.FirstOut[node] + random.Below(network.FirstOut[node + 1] - network.FirstOut[node]);
            node = network.LinkTo[links[i]];
        }

        return [.. links];
    }
}
