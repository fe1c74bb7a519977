using System.Collections.Immutable;
using FleetActors.Contracts;

namespace FleetActors.Vehicles;

/// <summary>A turn on the vehicle, held, booked or running.</summary>
[GenerateSerializer, Immutable, Alias("TenancyView")]
public sealed record TenancyView(
    [property: Id(0)] long Tenancy,
    [property: Id(1)] ContractId Contract,
    [property: Id(2)] bool IsFirm,
    [property: Id(3)] RentalPeriod? Booking,
    [property: Id(4)] DateTimeOffset HeldAt,
    [property: Id(5)] DateTimeOffset? StartedAt);

/// <summary>What a vehicle's record says now. Position and live readings are in its shard.</summary>
/// <param name="Registration">What is known of the car.</param>
/// <param name="Revision">Counts the durable changes; 0 when nothing ever happened to it.</param>
/// <param name="Status">The commercial state.</param>
/// <param name="MdsState">Its projection, lost contact included.</param>
/// <param name="IsContactable">Whether the car is in contact.</param>
/// <param name="OutOfService">Why it is off the offer, or from the tenancy's end will be; null when it is on offer.</param>
/// <param name="Current">The turn that holds or uses the car now, or null.</param>
/// <param name="Calendar">Bookings ahead, by time.</param>
/// <param name="ChargePercent">The last noteworthy level, or null when none was reported.</param>
/// <param name="IsCharging">Whether it charges at a plug.</param>
/// <param name="OdometerMetres">The last noteworthy odometer, in metres.</param>
/// <param name="RemoteCommands">Open ones and the latest finished ones, oldest first.</param>
[GenerateSerializer, Immutable, Alias("VehicleView")]
public sealed record VehicleView(
    [property: Id(0)] VehicleRegistration Registration,
    [property: Id(1)] long Revision,
    [property: Id(2)] VehicleStatus Status,
    [property: Id(3)] MdsVehicleState MdsState,
    [property: Id(4)] bool IsContactable,
    [property: Id(5)] ServiceReason? OutOfService,
    [property: Id(6)] TenancyView? Current,
    [property: Id(7)] ImmutableArray<TenancyView> Calendar,
    [property: Id(8)] float? ChargePercent,
    [property: Id(9)] bool IsCharging,
    [property: Id(10)] long OdometerMetres,
    [property: Id(11)] ImmutableArray<RemoteCommand> RemoteCommands);

/// <summary>A part of a vehicle's history.</summary>
/// <param name="Events">Oldest first.</param>
/// <param name="Mds">The MDS events that follow from these events, oldest first.</param>
/// <param name="NextPage">The page to ask for next, or null at the end.</param>
[GenerateSerializer, Immutable, Alias("VehicleHistoryPage")]
public sealed record VehicleHistoryPage(
    [property: Id(0)] ImmutableArray<VehicleEvent> Events,
    [property: Id(1)] ImmutableArray<MdsEvent> Mds,
    [property: Id(2)] int? NextPage);
