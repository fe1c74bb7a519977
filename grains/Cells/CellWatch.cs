using FleetActors.Records;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using Orleans.Runtime;

namespace FleetActors.Cells;

/// <summary>Goes along with every shard of the silo and files its available cars.</summary>
public sealed class CellWatch(CellCourier courier, IGrainContextAccessor contexts) : IShardWatch
{
    /// <summary>A car that moves while it is on offer is filed at most so often, and where it stopped at the latest after this time.</summary>
    public static readonly TimeSpan MovingPeriod = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IShardWatcher Watch(WatchedShard shard)
    {
        var watcher = new Watcher(shard, courier);
        contexts.GrainContext.SetComponent<ICellSource>(watcher); // so that cells can ask this activation
        watcher.Loaded();
        shard.Every(MovingPeriod, watcher.FileWaiting);
        return watcher;
    }

    private sealed class Watcher : IShardWatcher, ICellSource
    {
        private readonly WatchedShard _shard;
        private readonly ShardSlots _slots;
        private readonly ShardFiling _filing;
        private readonly Chunked<FiledPlace> _places = new();
        private readonly List<int> _waiting = [];
        // A simulated second may be over at once, so there a car's every move is news, not one a second.
        private readonly bool _isPaced;
        private int _period = 1;

        public Watcher(WatchedShard shard, CellCourier courier)
        {
            (_shard, _slots, _isPaced) = (shard, shard.Slots, !shard.Key.Fleet.IsSimulated);
            _filing = new(shard.Key.Index, shard.Incarnation, (cell, filing) => courier.File(new(shard.Key.Fleet, cell), filing));
        }

        public void Loaded()
        {
            for (var slot = 0; slot < _slots.Count; slot++) Note(slot);
            _filing.Flush();
        }

        public void Applied(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes)
        {
            for (var at = 0; at < slots.Length; at++) NoteFix(slots[at], fixes[at]);
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

        /// <summary>Files where the cars are that moved on after they had been filed, and tells again cells that could not be told.</summary>
        public Task FileWaiting(CancellationToken cancellation)
        {
            _period = unchecked(_period + 1);
            foreach (var slot in _waiting)
            {
                _places[slot].IsWaiting = false;
                Note(slot);
            }
            _waiting.Clear();
            _filing.Retry();
            _filing.Flush();
            return Task.CompletedTask;
        }

        /// <summary>Most fixes are of cars on trips, which are not filed, or of cars that are where they are filed or wait to be filed anew.</summary>
        private void NoteFix(int slot, in PackedFix fix)
        {
            if (!_slots.IsAvailable(slot)) return;
            ref var place = ref _places.At(slot);
            if (place.IsWaiting || (place.Fix.Exists && FilingRules.IsStill(place.Fix, fix))) return;
            if (!_isPaced || place.Period != _period)
            {
                Note(slot);
                return;
            }
            place.IsWaiting = true;
            _waiting.Add(slot);
        }

        private void Note(int slot)
        {
            if (_slots.IsGone(slot))
            {
                _filing.NoteGone(slot);
                return;
            }
            var (summary, revision) = _slots.Summary(slot);
            var before = _filing.Filed(slot);
            var fix = _slots.PackedFix(slot);
            if (before is null && (summary.Status != VehicleStatus.Available || !fix.Exists)) return; // most cars of a batch that is registered
            if (before is { } filed && fix.Exists && IsElsewhereOnly(slot, filed, summary, revision, fix)) _filing.NoteMoved(slot, fix.Unpack());
            else if (!_filing.Note(new(_slots.Registration(slot), new(_shard.Key.Index, slot, _slots.Generation(slot)), summary, revision, fix.Exists ? fix.Unpack() : null))) return;
            if (!fix.Exists) return;
            ref var place = ref _places.At(slot);
            (place.Fix, place.Period) = (fix, _period);
        }

        /// <summary>Whether all that is filed of a car is still so, but for its place: the registration need not be looked up.</summary>
        private bool IsElsewhereOnly(int slot, in CellCar filed, VehicleSummary summary, long revision, in PackedFix fix) =>
            summary.Status == VehicleStatus.Available && filed.Version.Revision == revision && filed.Handle.Generation == _slots.Generation(slot)
            && _places[slot].Fix.ChargeCentiPercent == fix.ChargeCentiPercent && FilingRules.HasMoved(filed, fix.Unpack());

        /// <summary>How a car was last filed. Only cars with a fix that were ever on offer have one.</summary>
        private struct FiledPlace
        {
            public PackedFix Fix;
            public int Period;
            public bool IsWaiting;
        }
    }
}
