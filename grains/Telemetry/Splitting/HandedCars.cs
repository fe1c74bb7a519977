namespace FleetActors.Telemetry.Splitting;

/// <summary>Cars that a shard hands over to its child, all that it knows of them.</summary>
/// <param name="Cars">Registrations, at most <see cref="IVehicleShardGrain.MaxPage"/>.</param>
/// <param name="Fixes">For each its latest fix, <see cref="PackedFix"/> by <see cref="PackedFix"/>.</param>
/// <param name="States">For each its commercial state, as in a <see cref="StateChunk"/>.</param>
/// <param name="Listed">For each a byte: 1 when its record may be newer than that.</param>
/// <param name="Next">Where to go on, or null at the end.</param>
[GenerateSerializer, Immutable, Alias("HandedCars")]
public sealed record HandedCars(
    [property: Id(0)] PackedRegistrations Cars,
    [property: Id(1)] ReadOnlyMemory<byte> Fixes,
    [property: Id(2)] ReadOnlyMemory<byte> States,
    [property: Id(3)] ReadOnlyMemory<byte> Listed,
    [property: Id(4)] int? Next);
