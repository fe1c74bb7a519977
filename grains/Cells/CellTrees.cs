namespace FleetActors.Cells;

/// <summary>
/// A cell's cars in two trees in turn: readers look at the one, the other is changed in place. So a change copies nothing and
/// leaves no garbage, and neither waits for the other. To be used by one thread at a time, what is published apart.
/// </summary>
public sealed class CellTrees(GeoBox box)
{
    /// <summary>So many changes are caught up with rather than copying a tree, however small it is.</summary>
    private const int LeastCaughtUp = 64;

    /// <summary>What the shown tree lacks, and then, when another one is shown, what it must catch up with.</summary>
    private readonly List<CellChange> _missed = [];

    private CellTree? _next = new(box); // null between showing it and the next change
    private CellTree? _shown; // null before the first, and when it has missed so much that it is not worth catching up
    private CellTree? _before;

    /// <summary>How many cars there are now.</summary>
    public int Count => (_next ?? _shown!).Count;

    /// <summary>Takes a change in.</summary>
    /// <exception cref="InvalidOperationException">The car that it changes is not there.</exception>
    public void Take(CellChange change)
    {
        _next ??= Begin(_shown!);
        change.ApplyTo(_next);
        if (_shown is null) return;
        if (_missed.Count < Math.Max(LeastCaughtUp, _next.Count))
        {
            _missed.Add(change);
            return;
        }
        _shown = null;
        _missed.Clear();
    }

    /// <summary>The cars as they are now, for readers on any thread. What is changed afterwards does not show in it.</summary>
    public CellTree Publish()
    {
        if (_next is null) return _shown!;
        _next.Show();
        (_before, _shown, _next) = (_shown, _next, null);
        return _shown;
    }

    /// <summary>The tree that was shown before, brought up to date; or a copy when there is none or somebody still reads it.</summary>
    private CellTree Begin(CellTree shown)
    {
        var next = _before is { } before && before.TryWithdraw() ? before : null;
        if (next is null) next = shown.Copy();
        else foreach (var change in _missed) change.ApplyTo(next);
        _missed.Clear();
        _before = null;
        return next;
    }
}
