using FleetActors.Simulation.Kernel;
using Orleans.Placement;

namespace FleetActors.Simulation.Traffic;

/// <inheritdoc cref="ITrafficRegionGrain"/>
/// <remarks>Never moved: its state is in no storage. Spread by hash, because the regions of a run are equally busy.</remarks>
[GrainType("traffic-region"), HashBasedPlacement, Immovable]
public sealed class TrafficRegionGrain(ITrafficRoads roads) : Grain, ITrafficRegionGrain, IDisposable
{
    private RegionTraffic? _traffic;

    private RegionTraffic Traffic => _traffic ?? throw new InvalidOperationException("The region is not open: its silo was lost, or its run has ended.");

    /// <inheritdoc/>
    public Task<int> Open(TrafficPlan plan, int region, ReadOnlyMemory<byte> state, CancellationToken cancellation)
    {
        _traffic?.Dispose();
        _traffic = new RegionTraffic(roads.Of(plan.Roads), plan.Cars, new KernelRegion(region, plan.Regions), plan.Threads);
        if (!state.IsEmpty)
        {
            using var stream = new MemoryStream(state.ToArray());
            _traffic.State(StateStream.From(stream));
        }

        DelayDeactivation(Timeout.InfiniteTimeSpan);
        return Task.FromResult(_traffic.FirstNode);
    }

    /// <inheritdoc/>
    public Task<RegionReport> Step(RegionOrders orders, CancellationToken cancellation) => Task.FromResult(Traffic.Step(orders));

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> Save(CancellationToken cancellation)
    {
        using var stream = new MemoryStream();
        Traffic.State(StateStream.To(stream));
        return Task.FromResult<ReadOnlyMemory<byte>>(stream.ToArray());
    }

    /// <inheritdoc/>
    public Task<string> Silo(CancellationToken cancellation) => Task.FromResult(RuntimeIdentity);

    /// <inheritdoc/>
    public Task Close(CancellationToken cancellation)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _traffic?.Dispose();
}
