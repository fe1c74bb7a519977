using Orleans.Concurrency;

namespace FleetActors.Telemetry.Splitting;

/// <summary>A shard as its children see it. Cannot be reached from outside the silos. Key: <see cref="ShardKey"/>.</summary>
[Alias("IShardParent")]
public interface IShardParent : IGrainWithStringKey
{
    /// <summary>
    /// Hands the cars of a child over, in slot order from a slot on. From the first such question on this shard does not have them any
    /// more: it knows their ids only to pass on what is said of them. Asked again, also after a crash, it answers the same cars.
    /// </summary>
    /// <remarks>Comes between everything else, for what waits here for the child must not keep the child waiting.</remarks>
    /// <exception cref="InvalidOperationException">The fleet has not grown so far, or the shard is not this one's child.</exception>
    [AlwaysInterleave, Alias("HandOver")] Task<HandedCars> HandOver(int child, int from, CancellationToken cancellation);
}
