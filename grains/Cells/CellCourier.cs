using System.Collections.Immutable;
using FleetActors.Records;

namespace FleetActors.Cells;

/// <summary>
/// Takes what the shards of a silo file to the cells. Filings of several shards share a call; a full one, or a part of a listing, goes
/// alone and at once.
/// </summary>
public sealed class CellCourier
{
    /// <summary>
    /// Between two shared calls to the same cell. The first goes at once; where much happens, a call then carries what has gathered
    /// since, instead of being one of thousands. Of real time, also in simulated fleets: who wants a car confirms by reserving it.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Func<string, CellFiling, Task> _file;
    private readonly Func<string, ImmutableArray<CellFiling>, Task> _fileAll;
    private readonly SharedCalls<CellFiling, Done> _shared;

    /// <summary>Made once for each silo.</summary>
    public CellCourier(IGrainFactory grains, TimeProvider clock)
    {
        var cells = new GrainAddress<ICellGrain>(grains);
        _file = (cell, filing) => cells.Of(cell).File(filing, CancellationToken.None);
        _fileAll = (cell, filings) => cells.Of(cell).FileAll(filings, CancellationToken.None);
        _shared = new(FileShared, () => Task.Delay(Pause, clock));
    }

    /// <summary>Takes filings by these calls, each with the key of the cell that is told, the shared ones with this pause between them.</summary>
    internal CellCourier(Func<string, CellFiling, Task> file, Func<string, ImmutableArray<CellFiling>, Task> fileAll, Func<Task> pause)
    {
        (_file, _fileAll) = (file, fileAll);
        _shared = new(FileShared, pause);
    }

    /// <summary>Files in a cell; completes when the cell has taken it in. Where a call fails, it fails for all in it.</summary>
    public Task File(CellKey cell, CellFiling filing) => filing is { Kind: FilingKind.Change, IsFull: false }
        ? _shared.Join(cell.ToString(), filing).Answer
        : _file(cell.ToString(), filing);

    /// <summary>In as many calls as it takes for none to name more than <see cref="FilingLimits.MaxCars"/>.</summary>
    private async Task<Done> FileShared(string cell, ImmutableArray<CellFiling> filings)
    {
        var (first, cars) = (0, 0);
        for (var at = 0; at < filings.Length; at++)
        {
            if (cars + filings[at].Count > FilingLimits.MaxCars)
            {
                await _fileAll(cell, filings[first..at]);
                (first, cars) = (at, 0);
            }
            cars += filings[at].Count;
        }
        await _fileAll(cell, filings[first..]);
        return default;
    }
}
