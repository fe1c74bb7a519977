using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Cells;

/// <summary>What a shard knows of one of its cars, as far as cells are concerned.</summary>
/// <param name="Registration">The car.</param>
/// <param name="Handle">Its place.</param>
/// <param name="Summary">Its commercial state.</param>
/// <param name="Revision">The vehicle's revision of the summary.</param>
/// <param name="Fix">The latest fix, or null when it never sent one.</param>
public readonly record struct CarFacts(VehicleRegistration Registration, VehicleHandle Handle, VehicleSummary Summary, long Revision, Fix? Fix)
{
    /// <summary>Whether it belongs into cells.</summary>
    public bool IsOnOffer => Summary.Status == VehicleStatus.Available && Fix is not null;
}
