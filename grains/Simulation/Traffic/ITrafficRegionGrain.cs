namespace FleetActors.Simulation.Traffic;

/// <summary>
/// A region of a run's roads, with the cars in it. Called by its run's <see cref="HostedTraffic"/> only, one call at a time;
/// regions never call each other. It lives in memory: when its silo dies the run ends, and begins again from a checkpoint.
/// Key: the run's name and the region's number.
/// </summary>
[Alias("ITrafficRegionGrain")]
public interface ITrafficRegionGrain : IGrainWithStringKey
{
    /// <summary>Begins at time 0 without cars, or from a state that <see cref="Save"/> gave. Answers the first node of the road network in the region.</summary>
    [Alias("Open")] Task<int> Open(TrafficPlan plan, int region, ReadOnlyMemory<byte> state, CancellationToken cancellation);

    /// <summary>Plays a second.</summary>
    [Alias("Step")] Task<RegionReport> Step(RegionOrders orders, CancellationToken cancellation);

    /// <summary>All that the region knows between two seconds.</summary>
    [Alias("Save")] Task<ReadOnlyMemory<byte>> Save(CancellationToken cancellation);

    /// <summary>Where it lies, for people and tests.</summary>
    [Alias("Silo")] Task<string> Silo(CancellationToken cancellation);

    /// <summary>Ends; the memory is given back.</summary>
    [Alias("Close")] Task Close(CancellationToken cancellation);
}
