using FleetActors.Telemetry;

namespace FleetActors.Tracks;

/// <summary>Leads the fixes of every shard of this silo into its tracks.</summary>
public sealed class TrackWatch(ITrackStore store) : IShardWatch
{
    /// <summary>How often a way in that could not be opened is tried again.</summary>
    public static readonly TimeSpan RetryOpening = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IShardWatcher Watch(WatchedShard shard)
    {
        var slots = shard.Slots;
        var watcher = new Watcher(store, Open());
        if (watcher.IsOpen || !store.Keeps(shard.Key.Fleet)) return watcher;
        watcher.CountsMissed = true;
        shard.Every(RetryOpening, async _ =>
        {
            if (!watcher.IsOpen) watcher.Use(await Task.Run(Open, CancellationToken.None)); // files are not read in a shard's turn
        });
        return watcher;

        ITrackWriter? Open() => store.OpenShard(shard.Key.Fleet, slot => slots.Registration(slot).Id);
    }

    private sealed class Watcher(ITrackStore store, ITrackWriter? writer) : IShardWatcher
    {
        private ITrackWriter? _writer = writer;
        private bool _isUnloaded;

        public bool IsOpen => _writer is not null || _isUnloaded;

        /// <summary>Whether fixes without a way in are losses, rather than those of a fleet that keeps no tracks.</summary>
        public bool CountsMissed { get; set; }

        public void Use(ITrackWriter? opened)
        {
            if (_isUnloaded) opened?.Dispose();
            else _writer = opened;
        }

        public void Applied(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes) => Append(slots, fixes);

        /// <summary>They fill gaps: a car that was without contact sends what it saw meanwhile.</summary>
        public void CameLate(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes) => Append(slots, fixes);

        public void Changed(int slot)
        {
            // A car's track goes by its id, which never changes.
        }

        public void Unloading()
        {
            _isUnloaded = true;
            _writer?.Dispose();
        }

        private void Append(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes)
        {
            if (_writer is { } writer) writer.Append(slots, fixes);
            else if (CountsMissed) store.Missed(fixes.Length);
        }
    }
}
