namespace FleetActors.Telemetry;

/// <summary>The watchers of one shard; gathers the fixes of a call, so that each is told once a call.</summary>
internal sealed class ShardWatchers
{
    private readonly IShardWatcher[] _watchers;
    private readonly Gathered _applied;
    private readonly Gathered _late;

    public ShardWatchers(IEnumerable<IShardWatch> watches, WatchedShard shard)
    {
        _watchers = [.. watches.Select(watch => watch.Watch(shard))];
        var capacity = _watchers.Length == 0 ? 0 : IVehicleShardGrain.MaxFixes;
        (_applied, _late) = (new(capacity), new(capacity));
    }

    /// <summary>A fix became the newest of its car.</summary>
    public void NoteApplied(int slot, in PackedFix fix) => _applied.Add(slot, fix);

    /// <summary>A fix is right, but not newer than what was known.</summary>
    public void NoteLate(int slot, in PackedFix fix) => _late.Add(slot, fix);

    /// <summary>Tells what was noted since the last time.</summary>
    public void Tell()
    {
        foreach (var watcher in _watchers)
        {
            if (_applied.Count > 0) watcher.Applied(_applied.Slots, _applied.Fixes);
            if (_late.Count > 0) watcher.CameLate(_late.Slots, _late.Fixes);
        }
        _applied.Clear();
        _late.Clear();
    }

    /// <summary>A car is new or another.</summary>
    public void Changed(int slot)
    {
        foreach (var watcher in _watchers) watcher.Changed(slot);
    }

    /// <summary>The activation ends.</summary>
    public void Unloading()
    {
        foreach (var watcher in _watchers) watcher.Unloading();
    }

    /// <summary>Fixes of one call; without watchers it has no room and takes none.</summary>
    private sealed class Gathered(int capacity)
    {
        private readonly int[] _slots = new int[capacity];
        private readonly PackedFix[] _fixes = new PackedFix[capacity];

        public int Count { get; private set; }

        public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

        public ReadOnlySpan<PackedFix> Fixes => _fixes.AsSpan(0, Count);

        public void Add(int slot, in PackedFix fix)
        {
            if (Count >= _slots.Length) return;
            (_slots[Count], _fixes[Count]) = (slot, fix);
            Count++;
        }

        public void Clear() => Count = 0;
    }
}
