using FleetActors.Commands;

namespace FleetActors.Customers;

/// <summary>What may be known of a customer, and who may change it how.</summary>
public static class ProfileRules
{
    private static readonly DateOnly EarliestBirth = new(1900, 1, 1);

    /// <summary>Makes the customer known, with a licence that nobody has checked yet.</summary>
    public static Decision<CustomerEvent> Register(CustomerState customer, RegisterCustomer command, Stamp stamp)
    {
        var profile = Normalized(command.Profile);
        if (Check(profile, stamp.At) is { } refused) return refused;
        return customer.Profile switch
        {
            null => new CustomerRegistered(profile, stamp),
            { } known when Same(known, profile with { Licence = WithCheckOf(known.Licence, profile.Licence) }) => Decision<CustomerEvent>.Nothing,
            _ => Refusal.CustomerAlreadyRegistered,
        };
    }

    /// <summary>Replaces what is known; the check of an unchanged licence stays.</summary>
    public static Decision<CustomerEvent> Update(CustomerState customer, UpdateCustomer command, Stamp stamp)
    {
        if (customer.Profile is not { } known) return Refusal.UnknownCustomer;
        var profile = Normalized(command.Profile);
        if (Check(profile, stamp.At) is { } refused) return refused;
        if (profile.CreditLimit.Currency != known.CreditLimit.Currency)
            return new Refused(Refusal.ValueOutOfRange, $"A credit limit in {known.CreditLimit.Currency}.");
        var next = profile with { Licence = WithCheckOf(known.Licence, profile.Licence) };
        return Same(known, next) ? Decision<CustomerEvent>.Nothing : new CustomerUpdated(next, stamp);
    }

    /// <summary>Vouches for the licence on file.</summary>
    public static Decision<CustomerEvent> CheckLicence(CustomerState customer, CheckLicence command, Stamp stamp) => customer.Profile switch
    {
        null => Refusal.UnknownCustomer,
        { Licence: null } => new Refused(Refusal.LicenceMissing, "After a licence has been put on file."),
        { Licence: { } licence } when licence.Number != command.Number => new Refused(Refusal.ValueOutOfRange, "The number of the licence on file."),
        _ => new LicenceChecked(command.ValidUntil, stamp),
    };

    /// <summary>Allows no new contracts; nothing happens when that is so for the same reason already.</summary>
    public static Decision<CustomerEvent> Suspend(CustomerState customer, SuspendCustomer command, Stamp stamp) => customer switch
    {
        { Profile: null } => Refusal.UnknownCustomer,
        _ when command.Reason is not { Length: >= 1 and <= 200 } => new Refused(Refusal.ValueOutOfRange, "A reason of 1 to 200 characters."),
        { Status: CustomerStatus.Suspended } when customer.SuspendedBecause == command.Reason => Decision<CustomerEvent>.Nothing,
        _ => new CustomerSuspended(command.Reason, stamp),
    };

    /// <summary>Allows new contracts again; nothing happens when they are allowed.</summary>
    public static Decision<CustomerEvent> Reinstate(CustomerState customer, Stamp stamp) => customer switch
    {
        { Profile: null } => Refusal.UnknownCustomer,
        { Status: CustomerStatus.Active } => Decision<CustomerEvent>.Nothing,
        _ => new CustomerReinstated(stamp),
    };

    /// <summary>What a caller says of a licence is not that it was checked: only <see cref="CheckLicence"/> says so, in the checker's own name.</summary>
    private static CustomerProfile Normalized(CustomerProfile profile)
    {
        var licence = profile.Licence is { } given
            ? given with { Classes = given.Classes.IsDefault ? [] : given.Classes, CheckedAt = null, CheckedBy = null }
            : null;
        return profile with { Licence = licence, AllowedClasses = profile.AllowedClasses.IsDefault ? [] : profile.AllowedClasses };
    }

    private static DrivingLicence? WithCheckOf(DrivingLicence? known, DrivingLicence? next) =>
        next is not null && known is { CheckedAt: not null }
        && next.Number == known.Number && next.Country == known.Country && next.ValidUntil == known.ValidUntil
        && next.Classes.SequenceEqual(known.Classes, StringComparer.Ordinal)
            ? next with { CheckedAt = known.CheckedAt, CheckedBy = known.CheckedBy }
            : next;

    /// <summary>Records compare immutable arrays by reference; what counts is their content.</summary>
    private static bool Same(CustomerProfile a, CustomerProfile b) =>
        a.AllowedClasses.SequenceEqual(b.AllowedClasses)
        && (a.Licence is null) == (b.Licence is null)
        && (a.Licence is null || a.Licence.Classes.SequenceEqual(b.Licence!.Classes, StringComparer.Ordinal)
            && a.Licence with { Classes = [] } == b.Licence with { Classes = [] })
        && a with { AllowedClasses = [], Licence = null } == b with { AllowedClasses = [], Licence = null };

    private static Refused? Check(CustomerProfile profile, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return FirstOf(
            (IsText(profile.Name, 1, 200), "A name of 1 to 200 characters."),
            (IsEmail(profile.Email), "An e-mail address of 3 to 254 characters."),
            (profile.Phone is null || IsText(profile.Phone, 1, 32), "A phone number of at most 32 characters."),
            (profile.BirthDate >= EarliestBirth && profile.BirthDate < today, "A date of birth before today and not before 1900."),
            (profile.AllowedClasses.Length <= 32 && profile.AllowedClasses.All(Enum.IsDefined), "Known vehicle classes."),
            (profile.PaymentMethod is null || IsText(profile.PaymentMethod, 1, 200), "A payment method token of at most 200 characters."),
            (profile.CreditLimit.Currency.Code is not null && profile.CreditLimit.Minor is >= 0 and <= LedgerRules.MaxAmountMinor, "A credit limit that is not negative."),
            (profile.MaxOpenContracts is >= 1 and <= CustomerLimits.OpenContracts, $"1 to {CustomerLimits.OpenContracts} open contracts."),
            (profile.Licence is null || IsLicence(profile.Licence), "A licence number of 1 to 32 characters, a two-letter country, 1 to 16 classes of 1 to 4 characters."));
    }

    private static Refused? FirstOf(params ReadOnlySpan<(bool IsMet, string Rule)> demands)
    {
        foreach (var (isMet, rule) in demands)
        {
            if (!isMet) return new(Refusal.ValueOutOfRange, rule);
        }
        return null;
    }

    private static bool IsLicence(DrivingLicence licence) =>
        IsText(licence.Number, 1, 32)
        && licence.Country is { Length: 2 } && licence.Country.All(char.IsAsciiLetterUpper)
        && licence.Classes.Length is >= 1 and <= 16 && licence.Classes.All(c => IsText(c, 1, 4));

    private static bool IsEmail(string? text) =>
        IsText(text, 3, 254) && text!.IndexOf('@', StringComparison.Ordinal) is var at
        && at > 0 && at < text.Length - 1 && text.LastIndexOf('@') == at && !text.Contains(' ', StringComparison.Ordinal);

    private static bool IsText(string? text, int shortest, int longest) =>
        text is not null && text.Length >= shortest && text.Length <= longest && !text.Any(char.IsControl);
}
