using FleetActors.Contracts;
using FleetActors.Vehicles;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Vehicles;

public sealed class HoldRulesTests
{
    private static readonly DateTimeOffset Late = T0.AddSeconds(11);

    private static VehicleState HeldByAnna() => Fresh().After(HoldRules.Hold(Fresh(), Hold(Anna, 1, T0), T0));

    private static VehicleState BookedByAnna(int fromHours = 2, int toHours = 4) =>
        Fresh().After(HoldRules.Hold(Fresh(), Hold(Anna, 1, T0, Hours(fromHours, toHours), 30), T0));

    private static RentalPeriod Hours(double from, double to) => new(T0.AddHours(from), T0.AddHours(to));

    [Fact]
    public void A_hold_gets_the_next_tenancy_number()
    {
        var held = HeldByAnna();
        Assert.Equal(new(1, VehicleClass.Compact, null), HoldRules.Answer(held, Hold(Anna, 1, T0)));
        Assert.Equal(VehicleStatus.Reserved, held.Status);
    }

    [Fact]
    public void A_repeated_hold_gets_the_same_answer_and_writes_nothing()
    {
        var held = HeldByAnna();
        var booked = held.After(HoldRules.Hold(held, Hold(Bert, 1, T0, Hours(5, 6)), T0)); // would change what is free
        var again = HoldRules.Hold(booked, Hold(Anna, 1, T0), T0.AddSeconds(1));
        Assert.True(again.IsAccepted);
        Assert.Empty(again.Events);
        Assert.Equal(HoldRules.Answer(held, Hold(Anna, 1, T0)), HoldRules.Answer(booked, Hold(Anna, 1, T0)));
    }

    [Fact]
    public void A_hold_past_its_time_to_ask_is_refused_as_too_late() =>
        Assert.Equal(Refusal.HoldTooLate, HoldRules.Hold(Fresh(), Hold(Anna, 1, T0), Late).Refused?.Code);

    [Fact]
    public void A_rival_is_refused_before_the_time_to_ask_and_waits_for_resolution_after_it()
    {
        var held = HeldByAnna();
        Assert.Equal(Refusal.HeldByAnother, HoldRules.Hold(held, Hold(Bert, 1, T0), T0).Refused?.Code);
        Assert.Null(HoldRules.ToAsk(held, Hold(Bert, 1, T0), T0));
        Assert.Equal(Refusal.HeldPendingResolution, HoldRules.Hold(held, Hold(Bert, 1, Late), Late).Refused?.Code);
        Assert.Equal(Anna, HoldRules.ToAsk(held, Hold(Bert, 1, Late), Late)?.Contract);
    }

    [Fact]
    public void The_vehicle_never_frees_a_hold_by_its_own_clock() =>
        Assert.False(HoldRules.Hold(HeldByAnna(), Hold(Bert, 1, T0.AddDays(30)), T0.AddDays(30)).IsAccepted);

    [Fact]
    public void A_confirmed_hold_is_never_in_doubt()
    {
        var firm = HeldByAnna().After(HoldRules.Confirm(HeldByAnna(), new(Anna, 1, At(T0)), T0));
        Assert.Equal(Refusal.HeldByAnother, HoldRules.Hold(firm, Hold(Bert, 1, Late), Late).Refused?.Code);
        Assert.Null(HoldRules.ToAsk(firm, Hold(Bert, 1, Late), Late));
    }

    [Fact]
    public void Release_and_confirm_of_another_attempt_change_nothing()
    {
        var held = HeldByAnna();
        Assert.Empty(HoldRules.Release(held, new(Anna, 2, ReleaseReason.Aborted, At(T0)), T0).Events);
        Assert.Empty(HoldRules.Release(held, new(Bert, 1, ReleaseReason.Aborted, At(T0)), T0).Events);
        Assert.Empty(HoldRules.Confirm(held, new(Anna, 2, At(T0)), T0).Events);
    }

    [Fact]
    public void A_hold_that_arrives_again_after_its_release_is_refused()
    {
        var free = HeldByAnna().After(HoldRules.Release(HeldByAnna(), new(Anna, 1, ReleaseReason.Aborted, At(T0)), T0));
        Assert.Equal(VehicleStatus.Available, free.Status);
        Assert.Equal(Refusal.HoldTooLate, HoldRules.Hold(free, Hold(Anna, 1, T0), T0.AddSeconds(1)).Refused?.Code);
        Assert.True(HoldRules.Hold(free, Hold(Anna, 2, T0), T0.AddSeconds(1)).IsAccepted);
    }

    [Fact]
    public void A_start_confirms_and_a_release_then_changes_nothing()
    {
        var onTrip = OnTrip(Anna, T0);
        Assert.True(onTrip.Current!.IsFirm);
        Assert.Empty(HoldRules.Release(onTrip, new(Anna, 1, ReleaseReason.NoShow, At(T0)), T0).Events);
        Assert.Equal(Refusal.VehicleInUse, HoldRules.Hold(onTrip, Hold(Bert, 1, Late), Late).Refused?.Code);
    }

    [Fact]
    public void A_booking_leaves_the_car_on_offer_until_its_buffer_begins()
    {
        var booked = BookedByAnna();
        Assert.Equal(VehicleStatus.Available, booked.Status);
        var ride = booked.After(HoldRules.Hold(booked, Hold(Bert, 1, T0), T0));
        Assert.Equal(T0.AddHours(1.5), HoldRules.Answer(ride, Hold(Bert, 1, T0)).FreeUntil);
        var firm = booked.After(HoldRules.Confirm(booked, new(Anna, 1, At(T0)), T0));
        var then = T0.AddHours(1.6);
        Assert.Equal(Refusal.BookingOverlaps, HoldRules.Hold(firm, Hold(Bert, 1, then), then).Refused?.Code);
    }

    [Theory]
    [InlineData(0.5, 1.4, true)]
    [InlineData(0.5, 1.6, false)]
    [InlineData(4.4, 5, false)]
    [InlineData(4.5, 5, true)]
    [InlineData(2.5, 3, false)]
    public void Bookings_keep_the_larger_buffer_between_them(double from, double to, bool accepted) =>
        Assert.Equal(accepted, HoldRules.Hold(BookedByAnna(), Hold(Bert, 1, T0, Hours(from, to)), T0).IsAccepted);

    [Fact]
    public void A_booking_starts_only_when_no_other_turn_is_current()
    {
        var booked = BookedByAnna();
        var ride = booked.After(HoldRules.Hold(booked, Hold(Bert, 1, T0), T0));
        ride = ride.After(TenancyRules.Start(ride, new(Bert, 1, At(T0)), T0));
        var then = T0.AddHours(2);
        Assert.Equal(Refusal.VehicleInUse, TenancyRules.Start(ride, new(Anna, 1, At(then)), then).Refused?.Code);
        var ended = ride.After(TenancyRules.End(ride, new(Bert, 2, then, false, false, At(then)), then));
        var started = ended.After(TenancyRules.Start(ended, new(Anna, 1, At(then)), then));
        Assert.Equal(1, started.Current?.Number);
        Assert.Empty(started.Calendar);
    }

    [Fact]
    public void The_calendar_is_bounded()
    {
        var vehicle = Fresh();
        for (var i = 0; i < VehicleLimits.Bookings; i++)
            vehicle = vehicle.After(HoldRules.Hold(vehicle, Hold(new($"c{i}"), 1, T0, Hours(1 + i, 1.5 + i)), T0));
        Assert.Equal(Refusal.CalendarFull, HoldRules.Hold(vehicle, Hold(Anna, 1, T0, Hours(500, 501)), T0).Refused?.Code);
    }

    [Fact]
    public void An_extension_stops_at_the_next_booking()
    {
        var booked = BookedByAnna();
        var ride = booked.After(HoldRules.Hold(booked, Hold(Bert, 1, T0), T0));
        var until = T0.AddHours(1.6);
        Assert.Equal(Refusal.NextBookingInTheWay, TenancyRules.Extend(ride, new(Bert, 2, until, At(T0)), T0).Refused?.Code);
        Assert.Equal(Refusal.HeldPendingResolution, TenancyRules.Extend(ride, new(Bert, 2, until, At(Late)), Late).Refused?.Code);
        Assert.Equal(Anna, TenancyRules.ToAsk(ride, ride.Current, until, Late)?.Contract);
        Assert.True(TenancyRules.Extend(ride, new(Bert, 2, T0.AddHours(1.4), At(T0)), T0).IsAccepted);
    }

    [Fact]
    public void An_end_is_accepted_again_and_for_another_contract_refused()
    {
        var onTrip = OnTrip(Anna, T0);
        Assert.Equal(Refusal.HoldUnknown, TenancyRules.End(onTrip, new(Bert, 1, T0, false, false, At(T0)), T0).Refused?.Code);
        var ended = onTrip.After(TenancyRules.End(onTrip, new(Anna, 1, T0, false, true, At(T0)), T0));
        Assert.Equal(VehicleStatus.OutOfService, ended.Status);
        var again = TenancyRules.End(ended, new(Anna, 1, T0, false, true, At(T0)), Late);
        Assert.True(again.IsAccepted);
        Assert.Empty(again.Events);
        Assert.Equal(Refusal.TenancyEnded, TenancyRules.Pause(ended, new(Anna, 1, true, At(T0)), T0).Refused?.Code);
    }
}
