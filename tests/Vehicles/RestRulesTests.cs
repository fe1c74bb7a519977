using FleetActors.Contracts;
using FleetActors.Vehicles;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Vehicles;

public sealed class RestRulesTests
{
    [Fact]
    public void A_car_that_nobody_wanted_for_long_before_its_rental_is_seldom_wanted_after_it()
    {
        var first = Rented(Fresh(), Anna, 1, T0);
        Assert.True(RestRules.IsSeldomWanted(first));
        var soon = Rented(first, Bert, 2, T0.AddMinutes(6));
        Assert.False(RestRules.IsSeldomWanted(soon));
        Assert.True(RestRules.IsSeldomWanted(Rented(soon, Anna, 3, T0.AddHours(1))));
    }

    [Fact]
    public void A_car_that_is_held_rented_or_booked_stays()
    {
        var held = Fresh().After(HoldRules.Hold(Fresh(), Hold(Anna, 1, T0), T0));
        Assert.False(RestRules.IsSeldomWanted(Fresh()));
        Assert.False(RestRules.IsSeldomWanted(held));
        Assert.False(RestRules.IsSeldomWanted(held.After(TenancyRules.Start(held, new(Anna, 1, At(T0)), T0))));
        var free = Rented(Fresh(), Anna, 1, T0);
        var tomorrow = new RentalPeriod(T0.AddDays(1), T0.AddDays(2));
        Assert.False(RestRules.IsSeldomWanted(free.After(HoldRules.Hold(free, Hold(Bert, 1, T0.AddHours(1), tomorrow), T0.AddHours(1)))));
    }

    [Fact]
    public void A_car_whose_history_does_not_tell_stays()
    {
        var free = Rented(Fresh(), Anna, 1, T0);
        Assert.False(RestRules.IsSeldomWanted(free with { History = free.History.Turned() }));
        Assert.False(RestRules.IsSeldomWanted(free with { History = free.History with { FullPages = 1 } }));
    }

    [Fact]
    public void A_car_with_a_command_under_way_stays_and_one_whose_command_was_carried_out_need_not()
    {
        var free = Rented(Fresh(), Anna, 1, T0);
        var sent = new RemoteCommand(new("unlock"), RemoteCommandKind.Unlock, null, RemoteCommandStage.Sent, Someone, T0, T0.AddSeconds(30), T0, null);
        Assert.False(RestRules.IsSeldomWanted(free with { Remote = [sent] }));
        Assert.True(RestRules.IsSeldomWanted(free with { Remote = [sent with { Stage = RemoteCommandStage.Acknowledged }] }));
    }

    private static VehicleState Rented(VehicleState vehicle, ContractId contract, int tenancy, DateTimeOffset at)
    {
        var (attempt, ended) = (tenancy, at.AddMinutes(5));
        vehicle = vehicle.After(HoldRules.Hold(vehicle, Hold(contract, attempt, at), at));
        vehicle = vehicle.After(TenancyRules.Start(vehicle, new(contract, attempt, At(at)), at));
        return vehicle.After(TenancyRules.End(vehicle, new(contract, tenancy, ended, false, false, At(ended)), ended));
    }
}
