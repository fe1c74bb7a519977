using System.Collections.Concurrent;

namespace FleetActors.Cells;

/// <summary>
/// The cells of this silo, for readers that do not want to queue behind what is filed there. One a silo. What it gives is as
/// old as a message to the cell would be: a cell that somebody reads publishes at most 50 ms after each turn that changed it.
/// </summary>
public sealed class CellDirectory
{
    private readonly ConcurrentDictionary<FleetId, ConcurrentDictionary<CellId, PublishedCell>> _fleets = new();

    /// <summary>The cells of a fleet; the same instance for as long as the silo lives.</summary>
    public ConcurrentDictionary<CellId, PublishedCell> Of(FleetId fleet) => _fleets.GetOrAdd(fleet, static _ => new());
}

/// <summary>Where a cell of this silo shows its newest tree.</summary>
public sealed class PublishedCell
{
    private volatile CellTree? _tree;
    private bool _wasRead;

    /// <summary>
    /// The cars, or null: then the cell's grain is to be asked, which shows them again. That is so while it has not heard from
    /// every shard, or when it has changed since and nobody had read for a while.
    /// </summary>
    public CellTree? Read()
    {
        if (!_wasRead) _wasRead = true; // only the first reader writes, so that readers do not share a changing cache line
        return _tree;
    }

    /// <summary>Shows a tree, or none.</summary>
    public void Show(CellTree? tree) => _tree = tree;

    /// <summary>Whether anybody has read since <see cref="TakeWasRead"/>.</summary>
    public bool WasRead => _wasRead;

    /// <summary>Whether anybody has read since the last time this was asked.</summary>
    public bool TakeWasRead()
    {
        var was = _wasRead;
        _wasRead = false;
        return was;
    }
}
