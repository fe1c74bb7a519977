using FleetActors.Fleets;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry.Watching;

/// <summary>Looks for cars that have been silent for too long, some of a shard's slots at a time: no timer a car, no long turn.</summary>
/// <param name="slots">The shard's cars.</param>
/// <param name="loadedAtMs">Before this nobody could have been heard: a silo's own pause is no car's silence.</param>
internal sealed class ContactSweep(ShardSlots slots, long loadedAtMs)
{
    /// <summary>Slots looked at in one turn.</summary>
    public const int SlotsAtOnce = 32_768;

    private int _next;

    /// <summary>Looks at the next slots; tells those whose contact is lost.</summary>
    public void Look(WatchLimits limits, long nowMs, Action<int> lost)
    {
        var before = nowMs - limits.ContactLostSeconds * 1_000L;
        if (loadedAtMs > before) return;
        var end = Math.Min(slots.Count, _next + SlotsAtOnce);
        for (var slot = _next; slot < end; slot++)
        {
            if (!slots.IsContactable(slot) || slots.IsGone(slot)) continue;
            if (SilenceRules.IsLost(slots.PackedFix(slot), slots.Summary(slot).Summary.Status, limits, before)) lost(slot);
        }
        _next = end == slots.Count ? 0 : end;
    }
}
