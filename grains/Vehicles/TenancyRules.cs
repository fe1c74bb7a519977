using System.Collections.Immutable;
using FleetActors.Commands;

namespace FleetActors.Vehicles;

/// <summary>How a turn begins, pauses, is extended and ends.</summary>
public static class TenancyRules
{
    /// <summary>Begins the rental; confirms its hold as well.</summary>
    public static Decision<VehicleEvent> Start(VehicleState vehicle, StartTenancy command, DateTimeOffset now) =>
        vehicle.Find(command.Contract, command.Attempt) switch
        {
            null => Refusal.HoldUnknown,
            { Phase: not TenancyPhase.Held } => Decision<VehicleEvent>.Nothing,
            _ when vehicle.OutOfService is not null => Refusal.VehicleNotAvailable,
            var hold when vehicle.Current is { } current && current != hold =>
                current.IsInDoubt(now) ? Refusal.HeldPendingResolution
                : current.Phase == TenancyPhase.Held ? Refusal.HeldByAnother : Refusal.VehicleInUse,
            var hold when EarlyStartConflict(vehicle, hold, now) is { } rival => InTheWay(rival, now),
            var hold => new TenancyStarted(hold.Number) { Stamp = new(now, command.Stamp.By) },
        };

    /// <summary>Parks or drives on.</summary>
    public static Decision<VehicleEvent> Pause(VehicleState vehicle, PauseTenancy command, DateTimeOffset now) =>
        (vehicle.Find(command.Contract, command.Tenancy)?.Phase, command.Paused) switch
        {
            (TenancyPhase.OnTrip, true) => new TenancyPaused(command.Tenancy) { Stamp = new(now, command.Stamp.By) },
            (TenancyPhase.Paused, false) => new TenancyResumed(command.Tenancy) { Stamp = new(now, command.Stamp.By) },
            (TenancyPhase.OnTrip or TenancyPhase.Paused, _) => Decision<VehicleEvent>.Nothing,
            _ => NotRunning(vehicle, command.Tenancy),
        };

    /// <summary>Moves the agreed end, held or running; earlier as well as later.</summary>
    public static Decision<VehicleEvent> Extend(VehicleState vehicle, ExtendTenancy command, DateTimeOffset now)
    {
        if (vehicle.Find(command.Contract, command.Tenancy) is not { } tenancy) return NotRunning(vehicle, command.Tenancy);
        if (tenancy.Booking?.To == command.Until) return Decision<VehicleEvent>.Nothing;
        var from = tenancy.Booking?.From ?? tenancy.HeldAt;
        if (command.Until <= from || command.Until - from > HoldRules.MaxBooking) return Refusal.ValueOutOfRange;
        if (VehicleCalendar.Conflict(vehicle.Calendar, new(from, command.Until), tenancy.Buffer, tenancy.Number, now) is { } rival)
            return InTheWay(rival, now);
        return new TenancyExtended(tenancy.Number, command.Until) { Stamp = new(now, command.Stamp.By) };
    }

    /// <summary>
    /// Ends the turn: always for a running one of this contract, with or without contact; again for one that has ended.
    /// A contract that ends without contact knows of the loss before the shard does.
    /// </summary>
    public static Decision<VehicleEvent> End(VehicleState vehicle, EndTenancy command, DateTimeOffset now)
    {
        if (vehicle.Current is not { } current || current.Number != command.Tenancy || current.Contract != command.Contract)
            return IsOver(vehicle, command.Tenancy) ? Decision<VehicleEvent>.Nothing : Refusal.HoldUnknown;
        if (current.Phase == TenancyPhase.Held) return Refusal.HoldUnknown;
        var stamp = new Stamp(now, command.Stamp.By);
        var ended = new TenancyEnded(current.Number, command.EndedAt, command.WithoutContact) { Stamp = stamp };
        var lost = command.WithoutContact && !vehicle.IsContactLost;
        var attention = command.NeedsAttention && vehicle.OutOfService is null;
        var stale = RemoteCommandRules.OfEndedTenancy(vehicle, current.Number, stamp);
        if (!lost && !attention && stale.IsEmpty) return ended;
        var events = ImmutableArray.CreateBuilder<VehicleEvent>();
        if (lost) events.Add(new ContactLost { Stamp = stamp });
        events.AddRange(stale);
        events.Add(ended);
        if (attention) events.Add(new VehicleTakenOutOfService(ServiceReason.NeedsAttention) { Stamp = stamp });
        return Decision<VehicleEvent>.Of(events.ToImmutable());
    }

    /// <summary>The holder that a refused start or extension must wait for, whose contract is to be asked.</summary>
    public static VehicleTenancy? ToAsk(VehicleState vehicle, VehicleTenancy? tenancy, DateTimeOffset? until, DateTimeOffset now)
    {
        if (tenancy is null) return null;
        if (until is null && vehicle.Current is { } current && current != tenancy) return current.IsInDoubt(now) ? current : null;
        var rival = until is { } to && to > (tenancy.Booking?.From ?? tenancy.HeldAt)
            ? VehicleCalendar.Conflict(vehicle.Calendar, new(tenancy.Booking?.From ?? tenancy.HeldAt, to), tenancy.Buffer, tenancy.Number, now)
            : EarlyStartConflict(vehicle, tenancy, now);
        return rival is not null && rival.IsInDoubt(now) ? rival : null;
    }

    private static bool IsOver(VehicleState vehicle, long tenancy) =>
        tenancy > 0 && tenancy <= vehicle.LastTenancy && vehicle.Current?.Number != tenancy
        && !vehicle.Calendar.Any(booking => booking.Number == tenancy);

    private static Refusal NotRunning(VehicleState vehicle, long tenancy) =>
        IsOver(vehicle, tenancy) ? Refusal.TenancyEnded : Refusal.HoldUnknown;

    private static VehicleTenancy? EarlyStartConflict(VehicleState vehicle, VehicleTenancy hold, DateTimeOffset now) =>
        hold.Booking is { } booking && now < booking.From
            ? VehicleCalendar.Conflict(vehicle.Calendar, new(now, booking.To), hold.Buffer, hold.Number, now)
            : null;

    private static Refused InTheWay(VehicleTenancy rival, DateTimeOffset now) => rival.IsInDoubt(now)
        ? new(Refusal.HeldPendingResolution)
        : new(Refusal.NextBookingInTheWay, $"until {rival.Booking!.From - rival.Buffer:O}");
}
