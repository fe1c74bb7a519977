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

/// <summary>News of one vehicle for its shard.</summary>
/// <param name="Vehicle">Whose.</param>
/// <param name="Revision">The vehicle's revision; what is not newer than the known one is ignored.</param>
/// <param name="Summary">Its state at that revision.</param>
/// <param name="Rests">
/// Not null in an activation's last news: it writes no more, and the next one announces itself first (see
/// <see cref="IVehicleShardGrain.Announce"/>). The registration is its record's.
/// </param>
[GenerateSerializer, Immutable, Alias("VehicleChange")]
public readonly record struct VehicleChange(
    [property: Id(0)] VehicleId Vehicle,
    [property: Id(1)] long Revision,
    [property: Id(2)] VehicleSummary Summary,
    [property: Id(3)] VehicleRegistration? Rests = null);

/// <summary>A vehicle is about to write its record, for the first time since it was activated.</summary>
/// <param name="Vehicle">Which.</param>
/// <param name="Revision">The revision that it has read; 0 when it has no record yet.</param>
[GenerateSerializer, Immutable, Alias("ComingChange")]
public readonly record struct ComingChange([property: Id(0)] VehicleId Vehicle, [property: Id(1)] long Revision);

/// <summary>All that a shard knows of a vehicle.</summary>
/// <param name="Sighting">Registration, summary and latest fix.</param>
/// <param name="Quarantine">Its fixes that were not believed since the shard started, or null when there are none.</param>
/// <param name="Unused">What its record would say, when it has none: nobody has used it, and it need not be woken for a look. Null when it may have one.</param>
[GenerateSerializer, Immutable, Alias("ShardVehicle")]
public sealed record ShardVehicle(
    [property: Id(0)] VehicleSighting Sighting,
    [property: Id(1)] CarQuarantine? Quarantine,
    [property: Id(2)] VehicleView? Unused);
