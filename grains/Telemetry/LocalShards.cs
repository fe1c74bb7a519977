using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace FleetActors.Telemetry;

/// <summary>
/// The shards that are active on this silo, to be read from any thread without a call. What it answers was true a moment ago,
/// as with a call's answer, and never a mixture of two moments.
/// </summary>
public sealed class LocalShards
{
    private readonly ConcurrentDictionary<ShardKey, ShardSlots> _shards = new();

    /// <summary>A shard has loaded here.</summary>
    public void Enter(ShardKey shard, ShardSlots slots) => _shards[shard] = slots;

    /// <summary>An activation ends. A newer one of the same shard stays.</summary>
    public void Leave(ShardKey shard, ShardSlots slots) => _shards.TryRemove(new(shard, slots));

    /// <summary>A shard's slots, for their members that may be called from any thread; null when it is not here.</summary>
    public ShardSlots? Of(ShardKey shard) => _shards.GetValueOrDefault(shard);

    /// <summary>
    /// Registration, summary and latest fix of a vehicle. False when the shard is not here or does not know the vehicle (yet, or any more):
    /// then its grain is to be asked.
    /// </summary>
    public bool TryRead(ShardKey shard, VehicleId vehicle, [NotNullWhen(true)] out VehicleSighting? sighting)
    {
        sighting = _shards.TryGetValue(shard, out var slots) && slots.Find(vehicle) is >= 0 and var slot
            ? slots.ReadFromOutside(shard.Index, slot)
            : null;
        return sighting is not null;
    }
}
