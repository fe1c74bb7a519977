namespace FleetActors.Customers;

/// <summary>Something that happened to a customer. Append-only: later events join here.</summary>
/// <param name="Stamp">When, and by whom.</param>
[GenerateSerializer, Immutable, Alias("CustomerEvent")]
public abstract record CustomerEvent([property: Id(0)] Stamp Stamp);

/// <summary>The customer is known from now on.</summary>
[GenerateSerializer, Immutable, Alias("CustomerRegistered")]
public sealed record CustomerRegistered([property: Id(0)] CustomerProfile Profile, Stamp Stamp) : CustomerEvent(Stamp);

/// <summary>What is known of the customer was replaced.</summary>
[GenerateSerializer, Immutable, Alias("CustomerUpdated")]
public sealed record CustomerUpdated([property: Id(0)] CustomerProfile Profile, Stamp Stamp) : CustomerEvent(Stamp);

/// <summary>The licence on file was seen; the stamp says when and by whom.</summary>
[GenerateSerializer, Immutable, Alias("LicenceChecked")]
public sealed record LicenceChecked([property: Id(0)] DateOnly ValidUntil, Stamp Stamp) : CustomerEvent(Stamp);

/// <summary>No new contracts from now on.</summary>
[GenerateSerializer, Immutable, Alias("CustomerSuspended")]
public sealed record CustomerSuspended([property: Id(0)] string Reason, Stamp Stamp) : CustomerEvent(Stamp);

/// <summary>New contracts are allowed again.</summary>
[GenerateSerializer, Immutable, Alias("CustomerReinstated")]
public sealed record CustomerReinstated(Stamp Stamp) : CustomerEvent(Stamp);

/// <summary>An amount was set aside for one attempt of a contract; an older attempt of the same contract ends with it.</summary>
/// <param name="Contract">For whom.</param>
/// <param name="Attempt">The contract's attempt, counted from 1.</param>
/// <param name="Amount">How much.</param>
/// <param name="AskAfter">Past this the contract may be asked about it.</param>
/// <param name="PaymentMethod">The method to charge, as it was answered.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("CustomerHeld")]
public sealed record CustomerHeld(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] int Attempt,
    [property: Id(2)] Money Amount,
    [property: Id(3)] DateTimeOffset AskAfter,
    [property: Id(4)] string? PaymentMethod,
    Stamp Stamp) : CustomerEvent(Stamp);

/// <summary>The contract decided to keep the hold.</summary>
[GenerateSerializer, Immutable, Alias("CustomerHoldConfirmed")]
public sealed record CustomerHoldConfirmed(
    [property: Id(0)] ContractId Contract, [property: Id(1)] int Attempt, Stamp Stamp) : CustomerEvent(Stamp);

/// <summary>The contract gave the hold back.</summary>
[GenerateSerializer, Immutable, Alias("CustomerHoldReleased")]
public sealed record CustomerHoldReleased(
    [property: Id(0)] ContractId Contract, [property: Id(1)] int Attempt, Stamp Stamp) : CustomerEvent(Stamp);

/// <summary>A posting set was booked.</summary>
/// <param name="Set">What was booked.</param>
/// <param name="ReleasedAttempt">The attempt whose hold ended with it, or null.</param>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("LedgerPosted")]
public sealed record LedgerPosted(
    [property: Id(0)] PostingSet Set, [property: Id(1)] int? ReleasedAttempt, Stamp Stamp) : CustomerEvent(Stamp);
