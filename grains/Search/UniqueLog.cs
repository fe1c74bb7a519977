using System.Collections.Immutable;
using FleetActors.Records;
using Orleans.Storage;

namespace FleetActors.Search;

/// <summary>
/// All entries of one part of an index, oldest first: in batches, and before them one by one what earlier versions wrote, to which
/// nothing is added any more.
/// </summary>
/// <param name="storage">Where it lies.</param>
/// <param name="grain">Whose it is.</param>
/// <param name="onBroken">Told once when a write fails: its outcome is unknown and the grain must be deactivated.</param>
internal sealed class UniqueLog(IGrainStorage storage, GrainId grain, Action onBroken)
{
    /// <summary>The most batches of a page: with the longest values of the largest calls a page is below the largest record.</summary>
    public const int PageBatches = 8;

    private readonly PagedLog<UniqueEntry> _earlier = new(storage, grain, "values", onBroken);
    private readonly PagedLog<UniqueBatch> _batches = new(storage, grain, "claims", onBroken, PageBatches);

    /// <summary>How many pages there are.</summary>
    public int PageCount => _earlier.PageCount + _batches.PageCount;

    /// <summary>Finds its end. To be awaited before anything else.</summary>
    public async Task Open()
    {
        await _earlier.Open();
        await _batches.Open();
    }

    /// <summary>The batches of one page.</summary>
    public async Task<ImmutableArray<UniqueBatch>> Read(int page) => page < _earlier.PageCount
        ? UniqueBatch.Of((await _earlier.Read(page))!.Entries.AsSpan())
        : (await _batches.Read(page - _earlier.PageCount))!.Entries;

    /// <summary>Adds entries; completes when they are durable.</summary>
    public Task Append(ReadOnlySpan<UniqueEntry> entries) => _batches.AppendAll(UniqueBatch.Of(entries));
}
