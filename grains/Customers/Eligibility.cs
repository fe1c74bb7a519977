using System.Globalization;
using FleetActors.Vehicles;

namespace FleetActors.Customers;

/// <summary>Whether a customer may drive, and if not, why and what would have been allowed.</summary>
public static class Eligibility
{
    /// <summary>The youngest driver of any car, in years.</summary>
    public const int MinimumAgeYears = 18;

    /// <summary>The licence class that every car asks for.</summary>
    public const string CarLicenceClass = "B";

    /// <summary>The youngest driver of a class, in years.</summary>
    public static int MinimumAgeYearsOf(VehicleClass vehicleClass) => vehicleClass switch
    {
        VehicleClass.Van => 21,
        VehicleClass.FullSize => 21,
        VehicleClass.Premium => 25,
        VehicleClass.Luxury => 25,
        _ => MinimumAgeYears,
    };

    /// <summary>The first reason why this customer may not drive, or null when nothing stands in the way.</summary>
    /// <param name="profile">What is known of the customer.</param>
    /// <param name="vehicleClass">What is to be driven; null when the vehicle will check its class itself.</param>
    /// <param name="rentalUntil">Until when the licence must be valid.</param>
    /// <param name="now">When the rental is asked for: the age counts on this day, in UTC.</param>
    public static Refused? Check(CustomerProfile profile, VehicleClass? vehicleClass, DateTimeOffset rentalUntil, DateTimeOffset now) =>
        CheckLicence(profile.Licence, rentalUntil < now ? now : rentalUntil)
        ?? CheckAge(profile.BirthDate, vehicleClass, DateOf(now))
        ?? CheckClass(profile, vehicleClass);

    private static Refused? CheckLicence(DrivingLicence? licence, DateTimeOffset until) => licence switch
    {
        null => new Refused(Refusal.LicenceMissing, "A driving licence on file, checked."),
        { CheckedAt: null } => new Refused(Refusal.LicenceNotChecked, $"After the licence {licence.Number} has been checked."),
        _ when licence.ValidUntil < DateOf(until) => new Refused(Refusal.LicenceExpired, $"Rentals that end until {Text(licence.ValidUntil)}."),
        _ when !licence.Classes.Contains(CarLicenceClass, StringComparer.Ordinal)
            => new Refused(Refusal.VehicleClassNotAllowed, $"With licence class {CarLicenceClass}; on file: {string.Join(' ', licence.Classes)}."),
        _ => null,
    };

    private static Refused? CheckAge(DateOnly birthDate, VehicleClass? vehicleClass, DateOnly today)
    {
        var years = vehicleClass is { } known ? MinimumAgeYearsOf(known) : MinimumAgeYears;
        var oldEnoughOn = birthDate.AddYears(years);
        return today >= oldEnoughOn ? null : new Refused(Refusal.TooYoung, $"From {Text(oldEnoughOn)}, at the age of {years}.");
    }

    private static Refused? CheckClass(CustomerProfile profile, VehicleClass? vehicleClass) =>
        vehicleClass is not { } asked || profile.AllowedClasses.IsDefaultOrEmpty || profile.AllowedClasses.Contains(asked)
            ? null
            : new Refused(Refusal.VehicleClassNotAllowed, $"Classes {string.Join(' ', profile.AllowedClasses)}.");

    private static DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
