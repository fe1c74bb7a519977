using System.Collections.Concurrent;

namespace FleetActors.Cells;

/// <summary>
/// The cells of this silo, for readers that do not want to queue behind what is filed there. One a silo.
/// </summary>
public sealed class CellDirectory
{
    private readonly ConcurrentDictionary<FleetId, ConcurrentDictionary<CellId, PublishedCell>> _fleets = new();

    /// <summary>The cells of a fleet; the same instance for as long as the silo lives.</summary>
    public ConcurrentDictionary<CellId, PublishedCell> Of(FleetId fleet) => _fleets.GetOrAdd(fleet, static _ => new());
}

/// <summary>Where a cell of this silo shows its tree.</summary>
public sealed class PublishedCell
{
    private volatile CellTree? _tree;
    private bool _wasRead;

    /// <summary>The cars, or null while the cell has not heard from every shard: then its grain is to be asked, which asks them again.</summary>
    public CellTree? Read()
    {
        if (!_wasRead) _wasRead = true; // only the first reader writes, so that readers do not share a changing cache line
        return _tree;
    }

    /// <summary>Shows the tree.</summary>
    public void Show(CellTree tree) => _tree = tree;

    /// <summary>Whether anybody has read since the last time this was asked.</summary>
    public bool TakeWasRead()
    {
        var was = _wasRead;
        _wasRead = false;
        return was;
    }
}
