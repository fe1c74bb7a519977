using System.Collections.Immutable;
using FleetActors.Records;

namespace FleetActors.Vehicles;

/// <summary>What events do to a vehicle. Total: it cannot refuse, and an event that finds nothing to change only counts.</summary>
public static class VehicleEvolve
{
    /// <summary>The record after the events, which are also in its history.</summary>
    public static VehicleState Apply(VehicleState vehicle, ImmutableArray<VehicleEvent> events)
    {
        var next = vehicle;
        foreach (var happened in events) next = Evolve(next, happened);
        return next with { History = vehicle.History.With(events) };
    }

    /// <summary>The record after one of its writes. A full page of history was written under a key of its own before it.</summary>
    public static VehicleState Apply(VehicleState vehicle, JournalEntry<VehicleEvent> entry)
    {
        if (vehicle.History.IsFull) vehicle = vehicle with { History = vehicle.History.Turned() };
        vehicle = Apply(vehicle, entry.Events);
        return entry.Answered is { } answered ? vehicle with { Answers = vehicle.Answers.Remember(answered, entry.At) } : vehicle;
    }

    /// <summary>The record after one event; the history is left as it is.</summary>
    public static VehicleState Evolve(VehicleState vehicle, VehicleEvent happened) => happened switch
    {
        VehicleHeld held => Held(vehicle, held),
        HoldConfirmed confirmed => Change(vehicle, confirmed.Tenancy, t => t with { IsFirm = true }),
        HoldReleased released => Close(vehicle, released.Tenancy, released.Stamp.At),
        TenancyStarted started => Started(vehicle, started),
        TenancyPaused paused => Change(vehicle, paused.Tenancy, t => t with { Phase = TenancyPhase.Paused }),
        TenancyResumed resumed => Change(vehicle, resumed.Tenancy, t => t with { Phase = TenancyPhase.OnTrip }),
        TenancyExtended extended => Change(vehicle, extended.Tenancy, t => t with { Booking = new(t.Booking?.From ?? t.HeldAt, extended.Until) }),
        TenancyEnded ended => Close(vehicle, ended.Tenancy, ended.Stamp.At),
        VehicleUpdated updated => vehicle with { Registration = updated.Registration },
        VehicleTakenOutOfService taken => vehicle with { OutOfService = taken.Reason },
        VehicleReturnedToService => vehicle with { OutOfService = null },
        VehicleDecommissioned => vehicle with { IsDecommissioned = true, OutOfService = null },
        VehicleRecommissioned => vehicle with { IsDecommissioned = false, OutOfService = ServiceReason.Recommissioned },
        ContactLost => vehicle with { IsContactLost = true },
        ContactRestored => vehicle with { IsContactLost = false },
        ChargeReported charge => vehicle with { ChargePercent = charge.ChargePercent },
        ChargingStarted => vehicle with { IsCharging = true },
        ChargingEnded => vehicle with { IsCharging = false },
        OdometerReported odometer => vehicle with { OdometerMetres = odometer.OdometerMetres },
        VehicleNoticed noticed => noticed.Evidence.At > vehicle.NoticedUntil ? vehicle with { NoticedUntil = noticed.Evidence.At } : vehicle,
        RemoteCommandQueued queued => vehicle with { Remote = RemoteCommandRules.With(vehicle.Remote, queued.Command) },
        RemoteCommandAdvanced advanced => vehicle with { Remote = RemoteCommandRules.Advance(vehicle.Remote, advanced) },
        _ => vehicle,
    } with { Revision = vehicle.Revision + 1 };

    private static VehicleState Held(VehicleState vehicle, VehicleHeld held)
    {
        var tenancy = new VehicleTenancy(
            held.Tenancy, held.Contract, held.Attempt, held.AskAfter, IsFirm: false, held.Booking, held.Buffer, held.FreeUntil,
            TenancyPhase.Held, held.Stamp.At, StartedAt: null);
        return held.Booking is null
            ? vehicle with { LastTenancy = held.Tenancy, Current = tenancy }
            : vehicle with { LastTenancy = held.Tenancy, Calendar = VehicleCalendar.With(vehicle.Calendar, tenancy) };
    }

    private static VehicleState Started(VehicleState vehicle, TenancyStarted started)
    {
        var hold = vehicle.Current;
        if (hold?.Number != started.Tenancy) hold = vehicle.Calendar.FirstOrDefault(booking => booking.Number == started.Tenancy);
        if (hold is null) return vehicle;
        return vehicle with
        {
            Current = hold with { IsFirm = true, Phase = TenancyPhase.OnTrip, StartedAt = started.Stamp.At },
            Calendar = VehicleCalendar.Without(vehicle.Calendar, started.Tenancy),
        };
    }

    private static VehicleState Change(VehicleState vehicle, long tenancy, Func<VehicleTenancy, VehicleTenancy> change)
    {
        if (vehicle.Current is { } current && current.Number == tenancy) return vehicle with { Current = change(current) };
        foreach (var booking in vehicle.Calendar)
            if (booking.Number == tenancy) return vehicle with { Calendar = vehicle.Calendar.Replace(booking, change(booking)) };
        return vehicle;
    }

    private static VehicleState Close(VehicleState vehicle, long tenancy, DateTimeOffset now)
    {
        if (vehicle.Current is { } current && current.Number == tenancy)
            return vehicle with { Current = null, Closed = Remember(vehicle.Closed, current, now) };
        foreach (var booking in vehicle.Calendar)
        {
            if (booking.Number != tenancy) continue;
            return vehicle with { Calendar = vehicle.Calendar.Remove(booking), Closed = Remember(vehicle.Closed, booking, now) };
        }
        return vehicle;
    }

    /// <summary>A hold past its time to ask is refused anyway, so only younger attempts need be remembered.</summary>
    private static ImmutableArray<ClosedAttempt> Remember(ImmutableArray<ClosedAttempt> closed, VehicleTenancy tenancy, DateTimeOffset now)
    {
        if (closed.Length > 0) closed = closed.RemoveAll(attempt => attempt.AskAfter < now);
        if (tenancy.AskAfter < now) return closed;
        if (closed.Length >= VehicleState.ClosedCapacity) closed = closed.Remove(closed.MinBy(attempt => attempt.AskAfter));
        return closed.Add(new(tenancy.Contract, tenancy.Attempt, tenancy.AskAfter));
    }
}
