using System.Collections.Immutable;
using FleetActors.Vehicles;

namespace FleetActors.Customers;

/// <summary>What is known of a customer and what the fleet allows them.</summary>
[GenerateSerializer, Immutable, Alias("CustomerProfile")]
public sealed record CustomerProfile
{
    /// <summary>The name on the contract, 1 to 200 characters.</summary>
    [Id(0)] public required string Name { get; init; }
    /// <summary>Where invoices go, 3 to 254 characters with one <c>@</c>.</summary>
    [Id(1)] public required string Email { get; init; }
    /// <summary>At most 32 characters, or null.</summary>
    [Id(2)] public string? Phone { get; init; }
    /// <summary>The driver's date of birth; before today and after 1900.</summary>
    [Id(3)] public required DateOnly BirthDate { get; init; }
    /// <summary>The driving licence, or null when none is on file: then nothing can be rented.</summary>
    [Id(4)] public DrivingLicence? Licence { get; init; }
    /// <summary>The classes this customer may drive; empty means every class.</summary>
    [Id(5)] public ImmutableArray<VehicleClass> AllowedClasses { get; init; } = [];
    /// <summary>The payment provider's token of the method to charge, at most 200 characters; null when the customer pays by account.</summary>
    [Id(6)] public string? PaymentMethod { get; init; }
    /// <summary>The most that holds and debts may come to, in the fleet's currency; never negative.</summary>
    [Id(7)] public required Money CreditLimit { get; init; }
    /// <summary>The most contracts open at the same time, 1 to <see cref="CustomerLimits.OpenContracts"/>.</summary>
    [Id(8)] public int MaxOpenContracts { get; init; } = 1;
}

/// <summary>The bounds of one customer's record.</summary>
public static class CustomerLimits
{
    /// <summary>The most contracts a customer can ever have open: a company's pool.</summary>
    public const int OpenContracts = 256;
    /// <summary>The most postings of one set.</summary>
    public const int PostingsOfSet = 64;
    /// <summary>The longest posting id, in characters.</summary>
    public const int PostingIdLength = 128;
    /// <summary>The longest account name, in characters.</summary>
    public const int AccountLength = 64;
    /// <summary>The most accounts, counted once for each currency, that one customer's ledger can have.</summary>
    public const int Accounts = 128;
    /// <summary>Posting sets of one ledger page.</summary>
    public const int SetsOfPage = 4; // fixed: stored records are replayed with it
}
