using Orleans.Concurrency;

namespace FleetActors.Fleets;

/// <summary>A fleet as its shards see it. Cannot be reached from outside the silos. Key: the <see cref="FleetId"/>.</summary>
[Alias("IOutgrownFleet")]
public interface IOutgrownFleet : IGrainWithStringKey
{
    /// <summary>
    /// A shard has more cars than it should: the fleet grows to twice as many shards, if there may be so many. Nothing happens when
    /// it grows to as many already.
    /// </summary>
    /// <param name="count">The number of shards of which the one that is too full is one.</param>
    /// <param name="cancellation">Nobody waits.</param>
    [OneWay, Alias("Outgrown")] Task Outgrown(int count, CancellationToken cancellation);
}
