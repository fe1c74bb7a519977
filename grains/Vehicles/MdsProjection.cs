using System.Collections.Immutable;
using static FleetActors.Vehicles.MdsEventType;
using static FleetActors.Vehicles.MdsVehicleState;

namespace FleetActors.Vehicles;

/// <summary>A step that happened without contact and is yet to be published.</summary>
[GenerateSerializer, Immutable, Alias("MdsOwed")]
public readonly record struct MdsOwed(
    [property: Id(0)] MdsVehicleState From,
    [property: Id(1)] MdsVehicleState To,
    [property: Id(2)] MdsEventType Type,
    [property: Id(3)] DateTimeOffset OccurredAt);

/// <summary>Where the projection of a vehicle's events stands: a checkpoint for reading a history page by itself.</summary>
/// <param name="State">The state with contact thought back.</param>
/// <param name="IsOutOfService">Whether the car goes off the offer when its tenancy ends.</param>
/// <param name="IsContactLost">Whether nothing can be published now.</param>
/// <param name="Owed">What happened since contact was lost; at most <see cref="MaxOwed"/>.</param>
[GenerateSerializer, Immutable, Alias("MdsCursor")]
public sealed record MdsCursor(
    [property: Id(0)] MdsVehicleState State,
    [property: Id(1)] bool IsOutOfService,
    [property: Id(2)] bool IsContactLost,
    [property: Id(3)] ImmutableArray<MdsOwed> Owed)
{
    /// <summary>The most steps owed. Beyond it they are replaced by a shortest legal way to where they lead.</summary>
    public const int MaxOwed = 64;

    /// <summary>A registered car on offer and in contact.</summary>
    public static MdsCursor Start { get; } = new(Available, false, false, []);

    /// <summary>The state as published.</summary>
    public MdsVehicleState Published => IsContactLost ? NonContactable : State;
}

/// <summary>
/// MDS state and events as the projection of commercial state and contact. Every published step is one of
/// <see cref="MdsTransitions"/>. What happened during lost contact follows after <c>comms_restored</c>, which leads back to
/// the state in which contact was lost.
/// </summary>
public static class MdsProjection
{
    /// <summary>The MDS state of a record.</summary>
    public static MdsVehicleState StateOf(VehicleState vehicle) =>
        vehicle.IsContactLost ? NonContactable : StateOf(vehicle.Status);

    /// <summary>The MDS state of a car in contact.</summary>
    public static MdsVehicleState StateOf(VehicleStatus status) => status switch
    {
        VehicleStatus.Available => Available,
        VehicleStatus.Reserved => Reserved,
        VehicleStatus.OnTrip => OnTrip,
        VehicleStatus.Paused => Stopped,
        VehicleStatus.OutOfService => NonOperational,
        _ => Removed,
    };

    /// <summary>What the events publish, and where the projection then stands.</summary>
    public static (ImmutableArray<MdsEvent> Events, MdsCursor Cursor) Of(MdsCursor opening, IEnumerable<VehicleEvent> events)
    {
        var published = ImmutableArray.CreateBuilder<MdsEvent>();
        var cursor = opening;
        foreach (var happened in events) cursor = Step(cursor, happened, published);
        return (published.ToImmutable(), cursor);
    }

    private static MdsCursor Step(MdsCursor cursor, VehicleEvent happened, ImmutableArray<MdsEvent>.Builder published)
    {
        var at = happened.Stamp.At;
        switch (happened)
        {
            case ContactLost when !cursor.IsContactLost:
                published.Add(new(cursor.State, NonContactable, CommsLost, at, at));
                return cursor with { IsContactLost = true };
            case ContactRestored when cursor.IsContactLost:
                var back = cursor.Owed.IsEmpty ? cursor.State : cursor.Owed[0].From;
                published.Add(new(NonContactable, back, CommsRestored, at, at));
                foreach (var owed in cursor.Owed) published.Add(new(owed.From, owed.To, owed.Type, at, owed.OccurredAt));
                return cursor with { IsContactLost = false, Owed = [] };
            case VehicleTakenOutOfService: cursor = cursor with { IsOutOfService = true }; break;
            case VehicleReturnedToService or VehicleDecommissioned: cursor = cursor with { IsOutOfService = false }; break;
            case VehicleRecommissioned: cursor = cursor with { IsOutOfService = true }; break;
        }
        var occurredAt = happened is TenancyEnded ended && ended.EndedAt < at ? ended.EndedAt : at;
        foreach (var (to, type) in Steps(cursor, happened))
        {
            if (cursor.IsContactLost) cursor = Owe(cursor, to, type, occurredAt);
            else published.Add(new(cursor.State, to, type, at, occurredAt));
            cursor = cursor with { State = to };
        }
        return cursor;
    }

    /// <summary>The steps of one event from the state before it; none when it does not show in MDS.</summary>
    private static ImmutableArray<(MdsVehicleState To, MdsEventType Type)> Steps(MdsCursor cursor, VehicleEvent happened) => (happened, cursor.State) switch
    {
        (VehicleHeld { Booking: null }, Available) => [(Reserved, ReservationStart)],
        (HoldReleased { WasAhead: false } released, Reserved) => BackOnOffer(cursor, [(Available, Cancellation(released.Reason))]),
        (TenancyStarted, Reserved) => [(Stopped, ReservationStop), (OnTrip, TripStart)],
        (TenancyStarted, Available) => [(Reserved, ReservationStart), (Stopped, ReservationStop), (OnTrip, TripStart)],
        (TenancyPaused, OnTrip) => [(Stopped, TripStop)],
        (TenancyResumed, Stopped) => [(OnTrip, TripResume)],
        (TenancyEnded, OnTrip) => BackOnOffer(cursor, [(Stopped, TripStop), (Available, TripEnd)]),
        (TenancyEnded, Stopped) => BackOnOffer(cursor, [(Available, TripEnd)]),
        (VehicleTakenOutOfService, Available) => [(NonOperational, ServiceEnd)],
        (VehicleReturnedToService, NonOperational) => [(Available, ServiceStart)],
        (VehicleDecommissioned, Available) => [(NonOperational, ServiceEnd), (Removed, Decommissioned)],
        (VehicleDecommissioned, NonOperational) => [(Removed, Decommissioned)],
        (VehicleRecommissioned, Removed) => [(NonOperational, Recommissioned)],
        (ChargingStarted, Stopped) => [(Stopped, ChargingStart)],
        (ChargingEnded, Stopped) => [(Stopped, ChargingEnd)],
        _ => [],
    };

    private static ImmutableArray<(MdsVehicleState To, MdsEventType Type)> BackOnOffer(
        MdsCursor cursor, ImmutableArray<(MdsVehicleState To, MdsEventType Type)> steps) =>
        cursor.IsOutOfService ? steps.Add((NonOperational, ServiceEnd)) : steps;

    private static MdsEventType Cancellation(ReleaseReason reason) =>
        reason == ReleaseReason.CancelledByCustomer ? CustomerCancellation : ProviderCancellation;

    private static MdsCursor Owe(MdsCursor cursor, MdsVehicleState to, MdsEventType type, DateTimeOffset occurredAt)
    {
        var owed = cursor.Owed.Add(new(cursor.State, to, type, occurredAt));
        if (owed.Length <= MdsCursor.MaxOwed) return cursor with { Owed = owed };
        var path = MdsTransitions.Path(owed[0].From, to);
        return path.Count == 0
            ? cursor with { Owed = [] }
            : cursor with { Owed = [.. path.Select(step => new MdsOwed(step.From, step.To, step.Type, occurredAt))] };
    }
}
