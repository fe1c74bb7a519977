using System.Collections.Immutable;

namespace FleetActors.Customers;

/// <summary>Whether a customer may begin new contracts. Append-only.</summary>
[GenerateSerializer, Alias("CustomerStatus")]
public enum CustomerStatus
{
    /// <summary>May rent, as far as eligibility and limits allow.</summary>
    Active = 1,
    /// <summary>May not begin new contracts.</summary>
    Suspended = 2,
}

/// <summary>A customer as read at one moment.</summary>
/// <param name="Customer">Which customer.</param>
/// <param name="Revision">Grows with every change.</param>
/// <param name="Profile">What is known.</param>
/// <param name="Status">Whether new contracts are allowed.</param>
/// <param name="SuspendedBecause">The reason given, while suspended.</param>
/// <param name="Holds">What is set aside for open contracts.</param>
/// <param name="Balances">One for each account and currency that was ever posted to.</param>
/// <param name="PostingSets">How many posting sets the ledger holds; <see cref="LedgerPage.Of"/> tells the pages.</param>
[GenerateSerializer, Immutable, Alias("CustomerView")]
public sealed record CustomerView(
    [property: Id(0)] CustomerId Customer,
    [property: Id(1)] long Revision,
    [property: Id(2)] CustomerProfile Profile,
    [property: Id(3)] CustomerStatus Status,
    [property: Id(4)] string? SuspendedBecause,
    [property: Id(5)] ImmutableArray<HoldView> Holds,
    [property: Id(6)] ImmutableArray<LedgerBalance> Balances,
    [property: Id(7)] long PostingSets);

/// <summary>An amount set aside for a contract.</summary>
/// <param name="Contract">For whom.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Amount">How much.</param>
/// <param name="Confirmed">Whether the contract has made it firm.</param>
/// <param name="AskAfter">Past this the contract may be asked about a hold that is not firm.</param>
[GenerateSerializer, Immutable, Alias("HoldView")]
public sealed record HoldView(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] int Attempt,
    [property: Id(2)] Money Amount,
    [property: Id(3)] bool Confirmed,
    [property: Id(4)] DateTimeOffset AskAfter);
