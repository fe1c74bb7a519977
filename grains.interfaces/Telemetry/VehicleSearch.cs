using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>Which vehicles to find; all that is given must fit.</summary>
/// <param name="Text">The beginning of an id, a VIN or a plate; letter case ignored, in plates also blanks, hyphens and dots. Null for any.</param>
/// <param name="Status">Only in this state, or null for every state.</param>
/// <param name="Limit">At most so many, the first by id; 1 to <see cref="IVehicleShardGrain.MaxPage"/>.</param>
[GenerateSerializer, Immutable, Alias("VehicleSearch")]
public sealed record VehicleSearch(
    [property: Id(0)] string? Text,
    [property: Id(1)] VehicleStatus? Status,
    [property: Id(2)] int Limit);
