using FleetActors.Records;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry.Watching;

/// <summary>
/// Goes along with every live shard of the silo and wakes a vehicle when something happened to it. A simulated fleet's world
/// causes what happens to its cars itself.
/// </summary>
public sealed class RuleWatch(WatchDigests digests, IGrainFactory grains, TimeProvider clock) : IShardWatch
{
    private readonly GrainAddress<IVehicleGrain> _vehicles = new(grains);

    /// <inheritdoc/>
    public IShardWatcher Watch(WatchedShard shard)
    {
        if (shard.Key.Fleet.IsSimulated) return Nobody.Instance;
        var watcher = new RuleWatcher(shard, digests, Tell, clock);
        watcher.Begin();
        return watcher;

        Task Tell(int slot, Wake wake)
        {
            var vehicle = _vehicles.Of(new VehicleKey(shard.Key.Fleet, shard.Slots.Registration(slot).Id).ToString());
            return wake.Contact is { } contact
                ? vehicle.ReportContact(contact, CancellationToken.None)
                : vehicle.ReportNotices(wake.Notices!, CancellationToken.None);
        }
    }

    private sealed class Nobody : IShardWatcher
    {
        public static Nobody Instance { get; } = new();

        public void Applied(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes)
        {
            // Nobody wants to know.
        }

        public void CameLate(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes)
        {
            // Nobody wants to know.
        }

        public void Changed(int slot)
        {
            // Nobody wants to know.
        }

        public void Unloading()
        {
            // Nothing is held.
        }
    }
}
