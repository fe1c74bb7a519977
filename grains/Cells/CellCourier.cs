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

    private readonly GrainAddress<ICellGrain> _cells;
    private readonly SharedCalls<CellFiling, Done> _shared;

    /// <summary>Made once for each silo.</summary>
    public CellCourier(IGrainFactory grains, TimeProvider clock)
    {
        _cells = new(grains);
        _shared = new(
            async (cell, filings) =>
            {
                await _cells.Of(cell).FileAll(filings, CancellationToken.None);
                return default;
            },
            () => Task.Delay(Pause, clock));
    }

    /// <summary>Files in a cell; completes when the cell has taken it in.</summary>
    public Task File(CellKey cell, CellFiling filing) => filing is { Kind: FilingKind.Change, IsFull: false }
        ? _shared.Join(cell.ToString(), filing).Answer
        : _cells.Of(cell.ToString()).File(filing, CancellationToken.None);
}
