using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using FleetActors.Simulation.Kernel;

namespace FleetActors.Simulation.Traffic;

/// <summary>
/// A run's traffic in the grains of a cluster. In each simulated second every region steps at the same time as the others
/// and then tells what crossed its borders; that is handed on with the orders of the next second. Regions, silos and
/// threads do not show: events, their order and their hash are those of one <see cref="TrafficKernel"/>. One caller at a
/// time. A call that fails ends the run.
/// </summary>
public sealed class HostedTraffic
{
    private readonly ITrafficRegionGrain[] _regions;
    private readonly int[] _firstNode;
    private readonly NextOrders[] _next;
    private readonly ReadOnlyMemory<byte>[] _tallies;

    private HostedTraffic(TrafficPlan plan, ITrafficRegionGrain[] regions, int[] firstNode)
    {
        Plan = plan;
        (_regions, _firstNode) = (regions, firstNode);
        _next = [.. regions.Select(_ => new NextOrders())];
        _tallies = new ReadOnlyMemory<byte>[regions.Length];
    }

    /// <summary>What it is made of.</summary>
    public TrafficPlan Plan { get; }

    /// <summary>Simulated time at the end of the last second.</summary>
    public int NowMs { get; private set; }

    /// <summary>Trips that ended in the last second, by time and car.</summary>
    public ImmutableArray<CarArrived> Arrived { get; private set; } = [];

    /// <summary>Cars that have charged enough in the last second, by number.</summary>
    public ImmutableArray<CarCharged> Charged { get; private set; } = [];

    /// <summary>What was counted so far, and the hash of all events.</summary>
    public KernelTallies Tallies => _tallies.Where(tallies => !tallies.IsEmpty).Aggregate(default(KernelTallies), (sum, tallies) => sum + MemoryMarshal.Read<KernelTallies>(tallies.Span));

    /// <summary>Traffic at time 0 with no car placed.</summary>
    /// <param name="grains">The cluster.</param>
    /// <param name="run">The run's name, not in use for another one.</param>
    /// <param name="plan">What it is made of.</param>
    /// <param name="cancellation">Gives up.</param>
    public static Task<HostedTraffic> Begin(IGrainFactory grains, string run, TrafficPlan plan, CancellationToken cancellation) =>
        Open(grains, run, plan, _ => default, cancellation);

    /// <summary>Goes on from a checkpoint as a run of its own.</summary>
    public static async Task<HostedTraffic> Resume(IGrainFactory grains, string run, TrafficCheckpoint from, CancellationToken cancellation)
    {
        var traffic = await Open(grains, run, from.Plan, region => from.Regions[region], cancellation);
        (traffic.NowMs, traffic.Arrived, traffic.Charged) = (from.Orders[0].FromMs, from.Arrived, from.Charged);
        from.Tallies.CopyTo(traffic._tallies);
        for (var region = 0; region < traffic._next.Length; region++)
            traffic._next[region] = new NextOrders(from.Orders[region]);
        return traffic;
    }

    /// <summary>Puts a car that is not on its way at a node, before the next second.</summary>
    public void Place(int car, int node, int batteryJ) => OrdersAt(node).Placed.Add(new(car, node, batteryJ));

    /// <summary>Sends a car that stands at a node on a route of links that begins there; see <see cref="TrafficKernel.Depart"/>.</summary>
    public void Depart(int car, int node, ImmutableArray<int> links, int atMs) => OrdersAt(node).Sent.Add(new(car, links, atMs));

    /// <summary>Plugs in a car that stands at a node; see <see cref="TrafficKernel.Charge"/>.</summary>
    public void Charge(int car, int node, int watts, int untilJ) => OrdersAt(node).Plugged.Add(new(car, watts, untilJ));

    /// <summary>One second.</summary>
    public async Task Step(CancellationToken cancellation)
    {
        var reports = await Task.WhenAll(_regions.Select((region, index) => region.Step(_next[index].Given(NowMs), cancellation)));
        NowMs += TrafficKernel.StepMs;
        Arrived = [.. reports.SelectMany(report => report.Arrived).OrderBy(arrived => (arrived.AtMs, arrived.Car))];
        Charged = [.. reports.SelectMany(report => report.Charged).OrderBy(charged => charged.Car)];
        for (var region = 0; region < _regions.Length; region++)
        {
            _tallies[region] = reports[region].Tallies;
            _next[region] = new NextOrders();
            _next[region].News.AddRange(reports.Select(report => report.News[region]).Where(news => !news.IsEmpty));
        }
    }

    /// <summary>All of it as it is now, orders that were given already included.</summary>
    public async Task<TrafficCheckpoint> Save(CancellationToken cancellation) => new(
        Plan,
        [.. await Task.WhenAll(_regions.Select(region => region.Save(cancellation)))],
        [.. _next.Select(orders => orders.Given(NowMs))],
        Arrived,
        Charged,
        [.. _tallies]);

    /// <summary>On which silo each region lies.</summary>
    public Task<string[]> Silos(CancellationToken cancellation) => Task.WhenAll(_regions.Select(region => region.Silo(cancellation)));

    /// <summary>The run is over.</summary>
    public Task Close(CancellationToken cancellation) => Task.WhenAll(_regions.Select(region => region.Close(cancellation)));

    private static async Task<HostedTraffic> Open(IGrainFactory grains, string run, TrafficPlan plan, Func<int, ReadOnlyMemory<byte>> stateOf, CancellationToken cancellation)
    {
        var regions = Enumerable.Range(0, plan.Regions)
            .Select(region => grains.GetGrain<ITrafficRegionGrain>(string.Create(CultureInfo.InvariantCulture, $"{run}.{region}"))).ToArray();
        var firstNode = await Task.WhenAll(regions.Select((grain, region) => grain.Open(plan, region, stateOf(region), cancellation)));
        return new HostedTraffic(plan, regions, firstNode);
    }

    private NextOrders OrdersAt(int node) => _next[Array.FindLastIndex(_firstNode, first => first <= node)];

    /// <summary>What a region will be told.</summary>
    private sealed class NextOrders()
    {
        public NextOrders(RegionOrders given)
            : this()
        {
            News.AddRange(given.News);
            Placed.AddRange(given.Placed);
            Plugged.AddRange(given.Plugged);
            Sent.AddRange(given.Sent);
        }

        public List<ReadOnlyMemory<byte>> News { get; } = [];

        public List<PlaceCar> Placed { get; } = [];

        public List<PlugCar> Plugged { get; } = [];

        public List<SendCar> Sent { get; } = [];

        public RegionOrders Given(int fromMs) => new(fromMs, [.. News], [.. Placed], [.. Plugged], [.. Sent]);
    }
}
