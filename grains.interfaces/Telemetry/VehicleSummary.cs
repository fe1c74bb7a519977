using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>What a shard knows of a vehicle's commercial state, with the vehicle's revision.</summary>
/// <param name="Status">The commercial state.</param>
/// <param name="Class">The rental category.</param>
/// <param name="IsContactable">Whether the vehicle's record says that the car is in contact.</param>
/// <param name="Tenancy">The running or held turn's number, or 0.</param>
[GenerateSerializer, Immutable, Alias("VehicleSummary")]
public readonly record struct VehicleSummary(
    [property: Id(0)] VehicleStatus Status,
    [property: Id(1)] VehicleClass Class,
    [property: Id(2)] bool IsContactable,
    [property: Id(3)] long Tenancy);
