using FleetActors.Contracts;

namespace FleetActors.Vehicles;

/// <summary>Something that happened to a vehicle. Stored in the same write as its effect.</summary>
[GenerateSerializer, Immutable, Alias("VehicleEvent")]
public abstract record VehicleEvent
{
    /// <summary>When it took effect, and who caused it.</summary>
    [Id(0)] public required Stamp Stamp { get; init; }
}

/// <summary>A contract's attempt set the vehicle aside, tentatively.</summary>
/// <param name="Tenancy">The number of its turn.</param>
/// <param name="Contract">Whose attempt.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="AskAfter">Past this a rival's call makes the vehicle ask the contract.</param>
/// <param name="Booking">The agreed period, or null for a ride that begins now.</param>
/// <param name="Buffer">Time to leave free around the booking.</param>
/// <param name="FreeUntil">When the next booking's buffer began, as answered.</param>
[GenerateSerializer, Immutable, Alias("VehicleHeld")]
public sealed record VehicleHeld(
    [property: Id(0)] long Tenancy,
    [property: Id(1)] ContractId Contract,
    [property: Id(2)] int Attempt,
    [property: Id(3)] DateTimeOffset AskAfter,
    [property: Id(4)] RentalPeriod? Booking,
    [property: Id(5)] TimeSpan Buffer,
    [property: Id(6)] DateTimeOffset? FreeUntil) : VehicleEvent;

/// <summary>The contract decided to keep the hold.</summary>
[GenerateSerializer, Immutable, Alias("HoldConfirmed")]
public sealed record HoldConfirmed([property: Id(0)] long Tenancy) : VehicleEvent;

/// <summary>The hold ended without a rental.</summary>
/// <param name="Tenancy">Whose turn.</param>
/// <param name="Reason">Why.</param>
/// <param name="WasAhead">Whether it was a booking in the calendar, so that the car's present state was not touched.</param>
[GenerateSerializer, Immutable, Alias("HoldReleased")]
public sealed record HoldReleased(
    [property: Id(0)] long Tenancy,
    [property: Id(1)] ReleaseReason Reason,
    [property: Id(2)] bool WasAhead) : VehicleEvent;

/// <summary>The rental began.</summary>
[GenerateSerializer, Immutable, Alias("TenancyStarted")]
public sealed record TenancyStarted([property: Id(0)] long Tenancy) : VehicleEvent;

/// <summary>The customer parked and keeps the car.</summary>
[GenerateSerializer, Immutable, Alias("TenancyPaused")]
public sealed record TenancyPaused([property: Id(0)] long Tenancy) : VehicleEvent;

/// <summary>The customer drives on.</summary>
[GenerateSerializer, Immutable, Alias("TenancyResumed")]
public sealed record TenancyResumed([property: Id(0)] long Tenancy) : VehicleEvent;

/// <summary>The agreed end moved.</summary>
[GenerateSerializer, Immutable, Alias("TenancyExtended")]
public sealed record TenancyExtended([property: Id(0)] long Tenancy, [property: Id(1)] DateTimeOffset Until) : VehicleEvent;

/// <summary>The rental ended.</summary>
/// <param name="Tenancy">Whose turn.</param>
/// <param name="EndedAt">When charging stopped, as the contract says; may lie before the stamp.</param>
/// <param name="WithoutContact">Whether it was ended with evidence instead of the car's own report.</param>
[GenerateSerializer, Immutable, Alias("TenancyEnded")]
public sealed record TenancyEnded(
    [property: Id(0)] long Tenancy,
    [property: Id(1)] DateTimeOffset EndedAt,
    [property: Id(2)] bool WithoutContact) : VehicleEvent;
