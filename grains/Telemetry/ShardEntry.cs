using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>A durable registration in a shard's list; a later entry with the same slot replaces the data of an earlier one.</summary>
/// <param name="Slot">The car's place.</param>
/// <param name="Generation">Whose place.</param>
/// <param name="Registration">What is known of the car.</param>
/// <param name="Stamp">When and by whom it was registered or changed.</param>
[GenerateSerializer, Immutable, Alias("ShardEntry")]
public sealed record ShardEntry(
    [property: Id(0)] int Slot,
    [property: Id(1)] int Generation,
    [property: Id(2)] VehicleRegistration Registration,
    [property: Id(3)] Stamp Stamp);
