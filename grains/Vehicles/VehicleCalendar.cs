using System.Collections.Immutable;
using FleetActors.Contracts;

namespace FleetActors.Vehicles;

/// <summary>
/// A vehicle's bookings ahead, by time. Between two bookings lies at least the larger of their buffers.
/// </summary>
public static class VehicleCalendar
{
    /// <summary>
    /// A booking that leaves no room for the period: one in doubt when there is one, since asking about it may make room.
    /// </summary>
    /// <param name="except">A tenancy not to look at, or 0.</param>
    public static VehicleTenancy? Conflict(
        ImmutableArray<VehicleTenancy> calendar, RentalPeriod period, TimeSpan buffer, long except, DateTimeOffset now)
    {
        VehicleTenancy? conflict = null;
        foreach (var booking in calendar)
        {
            if (booking.Number == except || !booking.Booking!.Overlaps(period, Larger(booking.Buffer, buffer))) continue;
            if (!booking.IsInDoubt(now)) return booking;
            conflict = booking;
        }
        return conflict;
    }

    /// <summary>The booking within whose period and buffer a ride cannot begin.</summary>
    public static VehicleTenancy? Covering(ImmutableArray<VehicleTenancy> calendar, DateTimeOffset now)
    {
        foreach (var booking in calendar)
            if (booking.Booking!.From - booking.Buffer <= now && now < booking.Booking.To) return booking;
        return null;
    }

    /// <summary>When the next booking after a moment needs the car, its buffer included; null when there is none.</summary>
    public static DateTimeOffset? FreeUntil(ImmutableArray<VehicleTenancy> calendar, DateTimeOffset from)
    {
        foreach (var booking in calendar)
            if (booking.Booking!.From >= from) return booking.Booking.From - booking.Buffer;
        return null;
    }

    /// <summary>The calendar with one more booking in its place.</summary>
    public static ImmutableArray<VehicleTenancy> With(ImmutableArray<VehicleTenancy> calendar, VehicleTenancy booking)
    {
        var at = 0;
        while (at < calendar.Length && calendar[at].Booking!.From <= booking.Booking!.From) at++;
        return calendar.Insert(at, booking);
    }

    /// <summary>The calendar without a tenancy.</summary>
    public static ImmutableArray<VehicleTenancy> Without(ImmutableArray<VehicleTenancy> calendar, long tenancy)
    {
        for (var i = 0; i < calendar.Length; i++)
            if (calendar[i].Number == tenancy) return calendar.RemoveAt(i);
        return calendar;
    }

    private static TimeSpan Larger(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
