using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>Which cars have been silent for too long.</summary>
public static class SilenceRules
{
    /// <summary>
    /// Slots of hired cars that once reported, whose records believe in contact, and whose latest fix lies before
    /// <paramref name="before"/>. A car that nobody has hired may sleep.
    /// </summary>
    public static IEnumerable<int> Silent(ShardSlots slots, DateTimeOffset before)
    {
        for (var slot = 0; slot < slots.Count; slot++)
        {
            var summary = slots.Summary(slot).Summary;
            if (summary is { IsContactable: true, Status: VehicleStatus.OnTrip or VehicleStatus.Paused }
                && slots.LatestFix(slot) is { } fix && fix.At < before)
                yield return slot;
        }
    }
}
