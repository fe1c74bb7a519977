using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FleetActors.Simulation.Kernel;

namespace FleetActors.Simulation.Traffic;

/// <summary>The kernel of one region with the routes of the cars in it. Knows nothing of grains.</summary>
internal sealed class RegionTraffic : IDisposable
{
    private static readonly RouteRef NoRoute = new(-1, 0);

    private readonly KernelRoads _roads;
    private readonly RouteStore _store;
    private readonly TrafficKernel _kernel;
    private readonly RouteRef[] _routes;

    /// <summary>A region without cars at time 0.</summary>
    public RegionTraffic(KernelRoads roads, int cars, KernelRegion region, int threads)
    {
        _roads = roads;
        _store = new RouteStore(roads.Roads);
        _kernel = new TrafficKernel(roads, _store, cars, threads: threads, region: region);
        _routes = new RouteRef[cars];
        _routes.AsSpan().Fill(NoRoute);
    }

    /// <summary>The first node of the road network that is in this region.</summary>
    public int FirstNode => _kernel.FirstRoadNode;

    /// <summary>One second.</summary>
    public RegionReport Step(RegionOrders orders)
    {
        if (orders.FromMs != _kernel.NowMs)
            throw new InvalidOperationException($"The region is at {_kernel.NowMs} ms and cannot play the second from {orders.FromMs} ms.");
        _kernel.ForgetHeads();
        foreach (var news in orders.News)
            Hear(news);
        foreach (var (car, node, batteryJ) in orders.Placed)
            _kernel.Place(car, node, batteryJ);
        foreach (var (car, watts, untilJ) in orders.Plugged)
            _kernel.Charge(car, watts, untilJ);
        foreach (var (car, links, atMs) in orders.Sent)
        {
            _routes[car] = _store.Add(links.AsSpan());
            _kernel.Depart(car, _routes[car], atMs);
        }

        _kernel.Step();
        return Report();
    }

    /// <summary>Saves or loads it.</summary>
    public void State(StateStream stream)
    {
        _kernel.State(stream);
        _store.State(stream);
        stream.Items(nameof(_routes), _routes.AsSpan());
    }

    /// <inheritdoc/>
    public void Dispose() => _kernel.Dispose();

    private void Hear(ReadOnlyMemory<byte> told)
    {
        var news = new BorderNews();
        using var stream = new MemoryStream(told.ToArray());
        news.State(StateStream.From(stream));
        foreach (var (car, route) in _kernel.Hear(news))
            _routes[car] = route ?? NoRoute;
    }

    private RegionReport Report()
    {
        var arrived = ImmutableArray.CreateBuilder<CarArrived>(_kernel.Arrivals.Length);
        foreach (var (car, atMs, startedMs, link, batteryJ) in _kernel.Arrivals)
        {
            arrived.Add(new(car, atMs, startedMs, link, batteryJ));
            Release(car);
        }

        var charged = ImmutableArray.CreateBuilder<CarCharged>(_kernel.Charged.Length);
        foreach (var car in _kernel.Charged)
            charged.Add(new(car, _kernel.Read(car).Place, _kernel.Read(car).BatteryJ));
        var news = _kernel.TakeNews();
        foreach (var gone in news.SelectMany(region => region.Cars))
            Release(gone.Car);
        var tallies = _kernel.Tallies;
        return new(arrived.MoveToImmutable(), charged.MoveToImmutable(), [.. news.Select(Told)], MemoryMarshal.AsBytes(new ReadOnlySpan<KernelTallies>(ref tallies)).ToArray());
    }

    private static ReadOnlyMemory<byte> Told(BorderNews news)
    {
        if (news.IsEmpty)
            return default;
        using var stream = new MemoryStream();
        news.State(StateStream.To(stream));
        return stream.ToArray();
    }

    private void Release(int car)
    {
        if (_routes[car] != NoRoute)
            _store.Release(_routes[car]);
        _routes[car] = NoRoute;
    }
}
