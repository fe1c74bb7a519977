using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Contracts;

namespace FleetActors.Vehicles;

/// <summary>
/// Who may set the vehicle aside. The vehicle never frees a hold by its own clock: past its time to ask, a hold that is not
/// firm stands in the way as <see cref="Refusal.HeldPendingResolution"/> until its contract has answered.
/// </summary>
public static class HoldRules
{
    /// <summary>The longest booking and the longest buffer that a calendar takes.</summary>
    public static readonly TimeSpan MaxBooking = TimeSpan.FromDays(3660), MaxBuffer = TimeSpan.FromDays(7);

    /// <summary>Sets the vehicle aside, or answers a repeat.</summary>
    public static Decision<VehicleEvent> Hold(VehicleState vehicle, HoldVehicle command, DateTimeOffset now) => vehicle switch
    {
        _ when now > command.AskAfter => Refusal.HoldTooLate,
        _ when IsClosed(vehicle, command) => Refusal.HoldTooLate, // this turn is over; only its first answer was late
        _ when vehicle.Find(command.Contract, command.Attempt) is { } held =>
            held.Booking == command.Booking && held.Buffer == command.Buffer ? Decision<VehicleEvent>.Nothing : Refusal.HoldTooLate, // a lost attempt's hold, for another period
        { IsDecommissioned: true } => Refusal.VehicleDecommissioned,
        { OutOfService: not null } => Refusal.VehicleNotAvailable,
        _ when !IsSound(command) => Refusal.ValueOutOfRange,
        _ when InTheWay(vehicle, command, now) is { } rival => RefusalBecauseOf(vehicle, rival, now),
        _ when command.Booking is not null && vehicle.Calendar.Length >= VehicleLimits.Bookings => Refusal.CalendarFull,
        _ => Held(vehicle, command, now),
    };

    /// <summary>The contract has decided to keep the vehicle. Without a matching hold nothing happens.</summary>
    public static Decision<VehicleEvent> Confirm(VehicleState vehicle, ConfirmHold command, DateTimeOffset now) =>
        vehicle.Find(command.Contract, command.Attempt) is { IsFirm: false } hold
            ? new HoldConfirmed(hold.Number) { Stamp = new(now, command.Stamp.By) }
            : Decision<VehicleEvent>.Nothing;

    /// <summary>The contract gives the vehicle back. Without a matching hold that has not begun nothing happens.</summary>
    public static Decision<VehicleEvent> Release(VehicleState vehicle, ReleaseHold command, DateTimeOffset now) =>
        vehicle.Find(command.Contract, command.Attempt) is { Phase: TenancyPhase.Held } hold
            ? new HoldReleased(hold.Number, command.Reason, hold.Number != vehicle.Current?.Number) { Stamp = new(now, command.Stamp.By) }
            : Decision<VehicleEvent>.Nothing;

    /// <summary>The holder that a refused hold must wait for, whose contract is to be asked; null when there is none.</summary>
    public static VehicleTenancy? ToAsk(VehicleState vehicle, HoldVehicle command, DateTimeOffset now) =>
        InTheWay(vehicle, command, now) is { } rival && rival.IsInDoubt(now) ? rival : null;

    /// <summary>The turns that their contracts have not made firm.</summary>
    public static ImmutableArray<VehicleTenancy> Tentative(VehicleState vehicle) => vehicle.Current is { IsFirm: false } current
        ? [current, .. vehicle.Calendar.Where(booking => !booking.IsFirm)]
        : [.. vehicle.Calendar.Where(booking => !booking.IsFirm)];

    /// <summary>The answer to an accepted hold, the same for every repeat.</summary>
    public static VehicleHeldAnswer Answer(VehicleState vehicle, HoldVehicle command) =>
        vehicle.Find(command.Contract, command.Attempt) is { } hold
            ? new(hold.Number, vehicle.Registration.Class, hold.FreeUntil)
            : throw new InvalidOperationException($"An accepted hold of {command.Contract} is not in the record.");

    /// <summary>The event of an accepted hold.</summary>
    internal static VehicleHeld Held(VehicleState vehicle, HoldVehicle command, DateTimeOffset now) => new(
        vehicle.LastTenancy + 1, command.Contract, command.Attempt, command.AskAfter, command.Booking, command.Buffer,
        VehicleCalendar.FreeUntil(vehicle.Calendar, command.Booking?.To ?? now)) { Stamp = new(now, command.Stamp.By) };

    private static VehicleTenancy? InTheWay(VehicleState vehicle, HoldVehicle command, DateTimeOffset now) => command.Booking switch
    {
        null => vehicle.Current ?? VehicleCalendar.Covering(vehicle.Calendar, now),
        { } booking when vehicle.Current is { } current && Reaches(current, booking, command.Buffer, now) => current,
        { } booking => VehicleCalendar.Conflict(vehicle.Calendar, booking, command.Buffer, 0, now),
    };

    /// <summary>Whether the present turn reaches into a booking. One without agreed end reaches to now.</summary>
    private static bool Reaches(VehicleTenancy current, RentalPeriod booking, TimeSpan buffer, DateTimeOffset now)
    {
        var gap = current.Buffer > buffer ? current.Buffer : buffer;
        var until = current.Booking is { } agreed && agreed.To > now ? agreed.To : now;
        return booking.From < until + gap;
    }

    private static Refused RefusalBecauseOf(VehicleState vehicle, VehicleTenancy rival, DateTimeOffset now) => rival switch
    {
        _ when rival.IsInDoubt(now) => new(Refusal.HeldPendingResolution),
        { Phase: not TenancyPhase.Held } => new(Refusal.VehicleInUse),
        { IsFirm: false } => new(Refusal.HeldByAnother),
        _ when vehicle.Current == rival => new(Refusal.HeldByAnother),
        { Booking: { } booking } => new(Refusal.BookingOverlaps, $"before {booking.From - rival.Buffer:O} or after {booking.To + rival.Buffer:O}"),
        _ => new(Refusal.HeldByAnother),
    };

    private static bool IsClosed(VehicleState vehicle, HoldVehicle command)
    {
        foreach (var closed in vehicle.Closed)
            if (closed.Contract == command.Contract && closed.Attempt == command.Attempt) return true;
        return false;
    }

    private static bool IsSound(HoldVehicle command) =>
        command.Attempt > 0
        && command.Buffer >= TimeSpan.Zero && command.Buffer <= MaxBuffer
        && (command.Booking is not { } booking || (booking.To > booking.From && booking.To - booking.From <= MaxBooking));
}
