using FleetActors.Vehicles;

namespace FleetActors.Customers;

/// <summary>
/// A contract's attempt asks a customer's account whether it may rent, and sets an amount aside. Durable and tentative;
/// the customer never frees it by its own clock. A repeat of the same contract and attempt gets the same answer.
/// </summary>
/// <param name="Contract">Who asks.</param>
/// <param name="Attempt">The contract's attempt, counted from 1.</param>
/// <param name="AskAfter">Past this the hold is refused as too late, and a standing hold may be asked about.</param>
/// <param name="Class">What is to be driven.</param>
/// <param name="Amount">Deposit or estimate, counted against the credit limit until settled or released.</param>
/// <param name="RentalUntil">Until when the licence must be valid.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("HoldCustomer")]
public sealed record HoldCustomer(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] int Attempt,
    [property: Id(2)] DateTimeOffset AskAfter,
    [property: Id(3)] VehicleClass? Class,
    [property: Id(4)] Money Amount,
    [property: Id(5)] DateTimeOffset RentalUntil,
    [property: Id(6)] Stamp Stamp);

/// <summary>The customer may rent, and the amount is set aside.</summary>
/// <param name="PaymentMethod">The provider's token of the method to charge; null when the customer pays by account.</param>
[GenerateSerializer, Immutable, Alias("CustomerHeldAnswer")]
public sealed record CustomerHeldAnswer([property: Id(0)] string? PaymentMethod);

/// <summary>
/// Books a posting set on the customer's ledger and, where it names an attempt, ends that attempt's hold in the same write.
/// A repeat of the same <paramref name="PostingId"/> is accepted without effect.
/// </summary>
/// <param name="PostingId">Unique per customer: the invoice, credit note, payment or refund number or key.</param>
/// <param name="Contract">What it is for.</param>
/// <param name="ReleasesAttempt">The attempt whose hold ends, or null.</param>
/// <param name="Postings">Sums to zero in each currency; 2 to 64 entries.</param>
/// <param name="Stamp">When and by whom.</param>
/// <param name="UnlessPosted">Where this set is booked already, it is refused as posted otherwise; null to book in any case.</param>
[GenerateSerializer, Immutable, Alias("PostToLedger")]
public sealed record PostToLedger(
    [property: Id(0)] string PostingId,
    [property: Id(1)] ContractId Contract,
    [property: Id(2)] int? ReleasesAttempt,
    [property: Id(3)] System.Collections.Immutable.ImmutableArray<Posting> Postings,
    [property: Id(4)] Stamp Stamp,
    [property: Id(5)] string? UnlessPosted = null);

/// <summary>One side of a double entry.</summary>
/// <param name="Account">Such as <c>receivable</c>, <c>revenue.driving</c>, <c>tax</c>, <c>cash</c>; see docs/ledger.md.</param>
/// <param name="Amount">Positive is debit, negative is credit.</param>
[GenerateSerializer, Immutable, Alias("Posting")]
public readonly record struct Posting([property: Id(0)] string Account, [property: Id(1)] Money Amount);
