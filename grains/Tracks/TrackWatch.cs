using FleetActors.Telemetry;

namespace FleetActors.Tracks;

/// <summary>Leads the fixes of every shard of this silo into its tracks.</summary>
public sealed class TrackWatch(ITrackStore store) : IShardWatch
{
    /// <inheritdoc/>
    public IShardWatcher Watch(WatchedShard shard)
    {
        var slots = shard.Slots;
        return new Watcher(store.OpenShard(shard.Key.Fleet, slot => slots.Registration(slot).Id));
    }

    private sealed class Watcher(ITrackWriter? writer) : IShardWatcher
    {
        public void Applied(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes) => writer?.Append(slots, fixes);

        /// <summary>They fill gaps: a car that was without contact sends what it saw meanwhile.</summary>
        public void CameLate(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes) => writer?.Append(slots, fixes);

        public void Changed(int slot)
        {
            // A car's track goes by its id, which never changes.
        }

        public void Unloading() => writer?.Dispose();
    }
}
