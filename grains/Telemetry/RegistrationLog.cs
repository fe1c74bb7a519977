using System.Collections.Immutable;
using FleetActors.Records;
using Orleans.Storage;

namespace FleetActors.Telemetry;

/// <summary>
/// All durable registrations of a shard, oldest first: in batches, and before them one by one what earlier versions wrote, to which
/// nothing is added any more.
/// </summary>
/// <param name="storage">Where it lies.</param>
/// <param name="grain">Whose it is.</param>
/// <param name="onBroken">Told once when a write fails: its outcome is unknown and the grain must be deactivated.</param>
public sealed class RegistrationLog(IGrainStorage storage, GrainId grain, Action onBroken)
{
    /// <summary>The most batches of a page: a page is one record, and no larger than one of earlier versions could be.</summary>
    public const int PageBatches = 1;

    private readonly PagedLog<ShardEntry> _earlier = new(storage, grain, "registrations", onBroken);
    private readonly PagedLog<ShardEntryBatch> _batches = new(storage, grain, "cars", onBroken, PageBatches);

    /// <summary>How many pages there are.</summary>
    public int PageCount => _earlier.PageCount + _batches.PageCount;

    /// <summary>Finds its end. To be awaited before anything else.</summary>
    public async Task Open()
    {
        await _earlier.Open();
        await _batches.Open();
    }

    /// <summary>The entries of one page.</summary>
    public async Task<IEnumerable<ShardEntry>> Read(int page) => page < _earlier.PageCount
        ? (await _earlier.Read(page))!.Entries
        : (await _batches.Read(page - _earlier.PageCount))!.Entries.SelectMany(batch => batch.Entries());

    /// <summary>Adds a page without entries, so that no other activation that has opened the log can add to it any more.</summary>
    public Task Prove() => _batches.AppendAll([new(0, 0, default, PackedRegistrations.Of([]))]);

    /// <summary>Adds entries; completes when they are durable.</summary>
    public Task Append(params ImmutableArray<ShardEntry> entries) => _batches.AppendAll(ShardEntryBatch.Of(entries.AsSpan()));
}
