using FleetActors.Fleets;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>Which cars have been silent for too long.</summary>
public static class SilenceRules
{
    /// <summary>
    /// Whether contact counts as lost: the car once reported, its latest fix is old, and it is hired or may not sleep either.
    /// </summary>
    /// <param name="latest">Its latest fix.</param>
    /// <param name="status">Its commercial state.</param>
    /// <param name="limits">What the fleet wants to be told.</param>
    /// <param name="beforeMs">A fix before this is old, in milliseconds since 1970.</param>
    public static bool IsLost(in PackedFix latest, VehicleStatus status, WatchLimits limits, long beforeMs) =>
        latest.Exists && latest.AtMs < beforeMs
        && (status is VehicleStatus.OnTrip or VehicleStatus.Paused || (limits.ContactOfIdleCars && status != VehicleStatus.Decommissioned));
}
