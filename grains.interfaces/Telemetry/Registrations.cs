using System.Collections.Immutable;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>Registers vehicles, all of one shard. A repeat with the same data is accepted again.</summary>
/// <param name="Vehicles">1 to <see cref="MaxVehicles"/>.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("RegisterVehicles")]
public sealed record RegisterVehicles(
    [property: Id(0)] ImmutableArray<VehicleRegistration> Vehicles,
    [property: Id(1)] Stamp Stamp)
{
    /// <summary>The most vehicles of a batch.</summary>
    public const int MaxVehicles = 1_024;
}

/// <summary>Where a vehicle's fixes go. A stale handle is refused and looked up again.</summary>
/// <param name="Shard">The shard's index.</param>
/// <param name="Slot">The place in the shard's arrays.</param>
/// <param name="Generation">Whose place it is: another car in the same place has another generation.</param>
[GenerateSerializer, Immutable, Alias("VehicleHandle")]
public readonly record struct VehicleHandle(
    [property: Id(0)] int Shard,
    [property: Id(1)] int Slot,
    [property: Id(2)] int Generation);

/// <summary>A registration together with where its fixes go.</summary>
[GenerateSerializer, Immutable, Alias("RegisteredVehicle")]
public sealed record RegisteredVehicle(
    [property: Id(0)] VehicleRegistration Registration,
    [property: Id(1)] VehicleHandle Handle);

/// <summary>A part of a shard's vehicles.</summary>
/// <param name="Vehicles">In slot order.</param>
/// <param name="Next">Where to go on, or null at the end.</param>
[GenerateSerializer, Immutable, Alias("ShardPage")]
public sealed record ShardPage(
    [property: Id(0)] ImmutableArray<VehicleSighting> Vehicles,
    [property: Id(1)] int? Next);

/// <summary>A vehicle as its shard sees it.</summary>
/// <param name="Registration">What is known of the car.</param>
/// <param name="Handle">Where its fixes go.</param>
/// <param name="Summary">Its commercial state, as last told.</param>
/// <param name="Revision">The vehicle's revision of the summary.</param>
/// <param name="Fix">The latest fix, or null when it never sent one.</param>
/// <param name="DistanceMetres">From the asked place, or null when none was asked.</param>
[GenerateSerializer, Immutable, Alias("VehicleSighting")]
public sealed record VehicleSighting(
    [property: Id(0)] VehicleRegistration Registration,
    [property: Id(1)] VehicleHandle Handle,
    [property: Id(2)] VehicleSummary Summary,
    [property: Id(3)] long Revision,
    [property: Id(4)] Fix? Fix,
    [property: Id(5)] double? DistanceMetres);
