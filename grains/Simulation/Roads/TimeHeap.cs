namespace FleetActors.Simulation;

/// <summary>
/// A smallest-first heap of (milliseconds, item) packed into one number each, so that equal times come out in order
/// of item and no comparer is called. Keeps its memory between searches.
/// </summary>
internal sealed class TimeHeap
{
    private ulong[] _entries = new ulong[256];

    public int Count { get; private set; }

    /// <summary>Time of what comes out next; there must be something.</summary>
    public int FirstMs => (int)(_entries[0] >> 32);

    public void Clear() => Count = 0;

    /// <summary>What is in it, in the heap's own order.</summary>
    public ReadOnlySpan<ulong> Entries => _entries.AsSpan(0, Count);

    /// <summary>Holds what <see cref="Entries"/> of another heap told, in that order.</summary>
    public void Refill(ReadOnlySpan<ulong> entries)
    {
        if (_entries.Length < entries.Length)
            _entries = new ulong[entries.Length];
        entries.CopyTo(_entries);
        Count = entries.Length;
    }

    public void Push(int timeMs, int item)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        var entry = ((ulong)(uint)timeMs << 32) | (uint)item;
        var at = Count++;
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (_entries[parent] <= entry)
                break;
            _entries[at] = _entries[parent];
            at = parent;
        }

        _entries[at] = entry;
    }

    public (int TimeMs, int Item) Pop()
    {
        var top = _entries[0];
        var last = _entries[--Count];
        var at = 0;
        while (true)
        {
            var child = at * 2 + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && _entries[child + 1] < _entries[child])
                child++;
            if (last <= _entries[child])
                break;
            _entries[at] = _entries[child];
            at = child;
        }

        _entries[at] = last;
        return ((int)(top >> 32), (int)(top & uint.MaxValue));
    }
}
