using Orleans.Concurrency;
using Orleans.Runtime;

namespace FleetActors.Cells;

/// <summary>
/// What every vehicle shard answers to cells, beside its own interface: reach it by the shard's reference. A cell never awaits
/// a shard.
/// </summary>
[Alias("ICellSource")]
public interface ICellSource : IGrainExtension
{
    /// <summary>
    /// A cell compares what it knows of this shard's cars; a shard that knows something else files all of them anew.
    /// </summary>
    /// <param name="cell">Which cell asks.</param>
    /// <param name="known">The sum over the shard's cars that it has, or null when it has just started and knows nothing.</param>
    /// <param name="cancellation">Not observed.</param>
    [OneWay, Alias("Compare")] Task Compare(CellId cell, CellDigest? known, CancellationToken cancellation);
}
