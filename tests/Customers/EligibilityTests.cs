using FleetActors.Customers;
using FleetActors.Vehicles;

namespace FleetActors.Tests.Customers;

public sealed class EligibilityTests
{
    private static readonly DateTimeOffset Now = CustomerScript.Start;
    private static readonly CustomerProfile Ada = CustomerScript.Profile();

    private static Refused? Check(CustomerProfile profile, VehicleClass? vehicleClass = VehicleClass.Compact, int days = 1) =>
        Eligibility.Check(profile, vehicleClass, Now.AddDays(days), Now);

    [Fact]
    public void A_checked_adult_may_drive() => Assert.Null(Check(Ada));

    [Fact]
    public void Without_a_licence_nothing_can_be_driven() => Assert.Equal(Refusal.LicenceMissing, Check(Ada with { Licence = null })!.Code);

    [Fact]
    public void An_unchecked_licence_is_not_enough() =>
        Assert.Equal(Refusal.LicenceNotChecked, Check(Ada with { Licence = Ada.Licence! with { CheckedAt = null } })!.Code);

    [Fact]
    public void The_licence_must_be_valid_to_the_last_day_of_the_rental()
    {
        var lastDay = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(3);
        var profile = Ada with { Licence = Ada.Licence! with { ValidUntil = lastDay } };
        Assert.Null(Check(profile, days: 3));
        var refused = Check(profile, days: 4)!;
        Assert.Equal(Refusal.LicenceExpired, refused.Code);
        Assert.Contains("2026-05-04", refused.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_car_needs_a_car_licence() =>
        Assert.Equal(Refusal.VehicleClassNotAllowed, Check(Ada with { Licence = Ada.Licence! with { Classes = ["AM"] } })!.Code);

    [Fact]
    public void The_birthday_itself_is_old_enough()
    {
        var today = DateOnly.FromDateTime(Now.UtcDateTime);
        Assert.Null(Check(Ada with { BirthDate = today.AddYears(-18) }));
        var refused = Check(Ada with { BirthDate = today.AddYears(-18).AddDays(1) })!;
        Assert.Equal(Refusal.TooYoung, refused.Code);
        Assert.Contains("2026-05-02", refused.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_luxury_car_asks_for_more_years() =>
        Assert.Equal(Refusal.TooYoung, Check(Ada with { BirthDate = new DateOnly(2004, 1, 1) }, VehicleClass.Luxury)!.Code);

    [Fact]
    public void Only_the_allowed_classes_may_be_driven()
    {
        var profile = Ada with { AllowedClasses = [VehicleClass.Mini] };
        Assert.Null(Check(profile, VehicleClass.Mini));
        Assert.Equal(Refusal.VehicleClassNotAllowed, Check(profile, VehicleClass.Van)!.Code);
    }

    [Fact]
    public void Without_a_known_class_only_licence_and_age_count() =>
        Assert.Null(Check(Ada with { AllowedClasses = [VehicleClass.Mini] }, null));

    [Fact]
    public void A_changed_licence_needs_another_check()
    {
        var life = new CustomerScript().Registered(Ada);
        var same = ProfileRules.Update(life.State, new(Ada with { Name = "Ada Married", Licence = Ada.Licence! with { CheckedAt = null, CheckedBy = null } }), new(Now, CustomerScript.Tester));
        Assert.NotNull(Assert.IsType<CustomerUpdated>(Assert.Single(same.Events)).Profile.Licence!.CheckedAt);
        var other = ProfileRules.Update(life.State, new(Ada with { Licence = Ada.Licence! with { Number = "L-2", CheckedAt = null } }), new(Now, CustomerScript.Tester));
        Assert.Null(Assert.IsType<CustomerUpdated>(Assert.Single(other.Events)).Profile.Licence!.CheckedAt);
    }

    [Fact]
    public void A_licence_is_never_checked_by_saying_so()
    {
        var stamp = new Stamp(Now, CustomerScript.Tester);
        var checkedBySomeone = Ada.Licence! with { CheckedAt = Now.AddDays(-1), CheckedBy = "the mayor" };
        var registered = Assert.Single(ProfileRules.Register(CustomerState.Blank, new(Ada with { Licence = checkedBySomeone }), stamp).Events);
        var customer = CustomerState.Blank.Evolve(registered);
        Assert.Equal((null, null), (customer.Profile!.Licence!.CheckedAt, customer.Profile.Licence.CheckedBy));
        Assert.Equal(Refusal.LicenceNotChecked, Check(customer.Profile)!.Code);
        Assert.Empty(ProfileRules.Update(customer, new(Ada with { Licence = checkedBySomeone }), stamp).Events);

        customer = customer.Evolve(Assert.Single(ProfileRules.CheckLicence(customer, new("L-1", Ada.Licence.ValidUntil), stamp).Events));
        Assert.Null(Check(customer.Profile!));
        Assert.Equal((Now, "tester"), (customer.Profile!.Licence!.CheckedAt, customer.Profile.Licence.CheckedBy));
        Assert.Empty(ProfileRules.Update(customer, new(Ada with { Licence = checkedBySomeone }), stamp).Events);
        var again = ProfileRules.Register(customer, new(Ada), stamp);
        Assert.True(again.IsAccepted && again.Events.IsEmpty); // the same again changes nothing, also after the check
    }

    [Fact]
    public void A_suspended_customer_holds_nothing()
    {
        var life = new CustomerScript().Registered();
        life.Play(new(5, 1, 1, 0, 0, 0));
        Assert.Equal(Refusal.CustomerSuspended, life.Hold(CustomerScript.HoldOf(1, 1, 1, life.Now.AddSeconds(10))).Refused!.Code);
    }
}
