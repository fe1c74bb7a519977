using FleetActors.Contracts;

namespace FleetActors.Vehicles;

/// <summary>
/// A contract's attempt asks a vehicle to be set aside. Durable and tentative: the vehicle never frees it by its own clock.
/// A repeat of the same contract and attempt gets the same answer.
/// </summary>
/// <param name="Contract">Who asks.</param>
/// <param name="Attempt">The contract's attempt, counted from 1.</param>
/// <param name="AskAfter">Past this the hold is refused as too late, and a standing hold may be asked about.</param>
/// <param name="Booking">The agreed period, or null for a ride that begins now and has no agreed end.</param>
/// <param name="Buffer">Time to leave free before and after a booking.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("HoldVehicle")]
public sealed record HoldVehicle(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] int Attempt,
    [property: Id(2)] DateTimeOffset AskAfter,
    [property: Id(3)] RentalPeriod? Booking,
    [property: Id(4)] TimeSpan Buffer,
    [property: Id(5)] Stamp Stamp);

/// <summary>The vehicle is set aside.</summary>
/// <param name="Tenancy">This contract's numbered turn on the vehicle; numbers only grow.</param>
/// <param name="Class">The vehicle's rental category.</param>
/// <param name="FreeUntil">When the next booking's buffer begins, or null when none is known.</param>
[GenerateSerializer, Immutable, Alias("VehicleHeldAnswer")]
public sealed record VehicleHeldAnswer(
    [property: Id(0)] long Tenancy,
    [property: Id(1)] VehicleClass Class,
    [property: Id(2)] DateTimeOffset? FreeUntil);

/// <summary>The contract has decided to keep the vehicle. Ignored unless contract and attempt match a hold.</summary>
[GenerateSerializer, Immutable, Alias("ConfirmHold")]
public sealed record ConfirmHold(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] int Attempt,
    [property: Id(2)] Stamp Stamp);

/// <summary>
/// The contract gives the vehicle or the customer free. Accepted and without effect unless contract and attempt match,
/// so that it may be repeated and may come late.
/// </summary>
/// <param name="Contract">Who held.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Reason">Why, for the vehicle's MDS history.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("ReleaseHold")]
public sealed record ReleaseHold(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] int Attempt,
    [property: Id(2)] ReleaseReason Reason,
    [property: Id(3)] Stamp Stamp);

/// <summary>Why a hold ended without a rental. Append-only.</summary>
[GenerateSerializer, Alias("ReleaseReason")]
public enum ReleaseReason
{
    /// <summary>The reservation never came about (MDS: provider_cancellation).</summary>
    Aborted = 1,
    /// <summary>The customer cancelled (MDS: customer_cancellation).</summary>
    CancelledByCustomer = 2,
    /// <summary>The operator cancelled (MDS: provider_cancellation).</summary>
    CancelledByOperator = 3,
    /// <summary>The customer did not come (MDS: provider_cancellation).</summary>
    NoShow = 4,
}

/// <summary>The rental begins: confirms the hold and puts the vehicle on trip. A repeat is accepted again.</summary>
[GenerateSerializer, Immutable, Alias("StartTenancy")]
public sealed record StartTenancy(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] int Attempt,
    [property: Id(2)] Stamp Stamp);

/// <summary>The customer parks and keeps the car (MDS: trip_stop), or drives on (trip_resume).</summary>
[GenerateSerializer, Immutable, Alias("PauseTenancy")]
public sealed record PauseTenancy(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] long Tenancy,
    [property: Id(2)] bool Paused,
    [property: Id(3)] Stamp Stamp);

/// <summary>The agreed end moves. Refused with <see cref="Refusal.NextBookingInTheWay"/> when the calendar has no room.</summary>
[GenerateSerializer, Immutable, Alias("ExtendTenancy")]
public sealed record ExtendTenancy(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] long Tenancy,
    [property: Id(2)] DateTimeOffset Until,
    [property: Id(3)] Stamp Stamp);

/// <summary>The contract has ended; the vehicle follows. Always accepted in the end, also without contact.</summary>
/// <param name="Contract">Whose turn ends.</param>
/// <param name="Tenancy">Which turn.</param>
/// <param name="EndedAt">When charging stopped.</param>
/// <param name="WithoutContact">The customer ended with evidence; MDS publication of what was owed waits for contact.</param>
/// <param name="NeedsAttention">Damage or low charge: the car goes out of service instead of back on offer.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("EndTenancy")]
public sealed record EndTenancy(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] long Tenancy,
    [property: Id(2)] DateTimeOffset EndedAt,
    [property: Id(3)] bool WithoutContact,
    [property: Id(4)] bool NeedsAttention,
    [property: Id(5)] Stamp Stamp);
