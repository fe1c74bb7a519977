using FleetActors.Records;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using Orleans.Runtime;

namespace FleetActors.Cells;

/// <summary>Goes along with every shard of the silo and files its available cars.</summary>
public sealed class CellWatch(IGrainFactory grains, IGrainContextAccessor contexts) : IShardWatch
{
    private readonly GrainAddress<ICellGrain> _cells = new(grains);

    /// <inheritdoc/>
    public IShardWatcher Watch(WatchedShard shard)
    {
        var watcher = new Watcher(shard, (cell, filing) => _cells.Of(new CellKey(shard.Key.Fleet, cell).ToString()).File(filing, CancellationToken.None));
        contexts.GrainContext.SetComponent<ICellSource>(watcher); // so that cells can ask this activation
        watcher.Loaded();
        return watcher;
    }

    private sealed class Watcher(WatchedShard shard, Func<CellId, CellFiling, Task> send) : IShardWatcher, ICellSource
    {
        private readonly ShardSlots _slots = shard.Slots;
        private readonly ShardFiling _filing = new(shard.Key.Index, shard.Incarnation, send);

        public void Loaded()
        {
            for (var slot = 0; slot < _slots.Count; slot++) Note(slot);
            _filing.Flush();
        }

        public void Applied(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes)
        {
            foreach (var slot in slots) Note(slot);
            _filing.Flush();
        }

        public void CameLate(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes)
        {
            // They moved nothing.
        }

        public void Changed(int slot)
        {
            Note(slot);
            _filing.Flush();
        }

        public void Unloading()
        {
            // Cells keep what they know until the shard's next activation files or lists its cars.
        }

        public Task Compare(CellId cell, CellDigest? known, CancellationToken cancellation)
        {
            _filing.Compare(cell, known);
            _filing.Flush();
            return Task.CompletedTask;
        }

        private void Note(int slot)
        {
            var (summary, revision) = _slots.Summary(slot);
            // Most fixes are of cars on trips, which are not filed, or of cars that stand where they are filed: no more is looked at.
            var filed = _filing.Filed(slot);
            if (filed is null && summary.Status != VehicleStatus.Available) return;
            if (filed is not null && filed.Version.Revision == revision && filed.Handle.Generation == _slots.Generation(slot)
                && _slots.LatestFix(slot) is { } fix && !FilingRules.HasMoved(filed, fix)) return;
            _filing.Note(new(_slots.Registration(slot), new(shard.Key.Index, slot, _slots.Generation(slot)), summary, revision, _slots.LatestFix(slot)));
        }
    }
}
