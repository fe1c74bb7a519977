using System.Numerics;
using FleetActors.Commands;
using FleetActors.Telemetry;

namespace FleetActors.Fleets;

/// <summary>How many shards a fleet may grow to.</summary>
public static class GrowthRules
{
    /// <summary>Announces a growth; nothing happens when there are, or will be, just so many.</summary>
    public static Decision<FleetEvent> Grow(FleetState fleet, GrowShards command, Stamp stamp) => fleet switch
    {
        { Settings: null } => Refusal.UnknownFleet,
        { Settings: { } settings } when settings.MostShards == command.Count => Decision<FleetEvent>.Nothing,
        { Settings.Fleet.IsSimulated: true } => new Refused(Refusal.ValueOutOfRange, "a live fleet: the shards of a simulated one are fixed"),
        { Settings.MostShards: var most } when command.Count <= most || command.Count > ShardMap.MaxShards || !BitOperations.IsPow2(command.Count)
            => new Refused(Refusal.ValueOutOfRange, $"count: a power of two, {most} to {ShardMap.MaxShards}"),
        _ => new ShardsGrown(new(command.Count, stamp.At + FleetSettings.GrowthNotice), stamp),
    };

    /// <summary>The growth to so many shards; of the fleet's beginning when it was founded with them.</summary>
    public static ShardGrowth To(FleetSettings settings, int count)
    {
        foreach (var growth in settings.Growths)
        {
            if (growth.Count == count) return growth;
        }
        return new(count, default);
    }
}
