using System.Collections.Immutable;

namespace FleetActors.Customers;

/// <summary>How far a contract has come with this customer. Append-only.</summary>
[GenerateSerializer, Alias("CustomerContractPhase")]
public enum CustomerContractPhase
{
    /// <summary>Set aside for an attempt that may not come about.</summary>
    Tentative = 1,
    /// <summary>The contract has decided to keep the hold.</summary>
    Confirmed = 2,
    /// <summary>Nothing is set aside any more; remembered for late messages.</summary>
    Ended = 3,
}

/// <summary>
/// What the customer remembers of one contract: its hold, and the posting ids it has used, so that a repeat is known
/// without reading the ledger's pages.
/// </summary>
/// <param name="Contract">Which contract.</param>
/// <param name="Attempt">Its latest attempt; 0 when it never held.</param>
/// <param name="Phase">How far it has come.</param>
/// <param name="Amount">What the hold sets aside, and for an ended one what it did.</param>
/// <param name="AskAfter">
/// The latest of all its attempts. Until then a repeat of a hold may still arrive, so the entry is not forgotten before.
/// </param>
/// <param name="PaymentMethod">As answered to the hold, so that a repeat gets the same answer.</param>
/// <param name="PostingIds">Its latest posting ids, oldest first, at most <see cref="MaxPostingIds"/>.</param>
/// <param name="KnowsAllPostings">Whether <paramref name="PostingIds"/> holds every posting id the contract ever used here.</param>
[GenerateSerializer, Immutable, Alias("CustomerContract")]
public sealed record CustomerContract(
    [property: Id(0)] ContractId Contract,
    [property: Id(1)] int Attempt,
    [property: Id(2)] CustomerContractPhase Phase,
    [property: Id(3)] Money Amount,
    [property: Id(4)] DateTimeOffset AskAfter,
    [property: Id(5)] string? PaymentMethod,
    [property: Id(6)] ImmutableArray<string> PostingIds,
    [property: Id(7)] bool KnowsAllPostings)
{
    /// <summary>The most posting ids remembered of one contract; earlier ones are looked up in the pages.</summary>
    public const int MaxPostingIds = 8;

    /// <summary>Whether an amount is set aside.</summary>
    public bool IsOpen => Phase != CustomerContractPhase.Ended;

    /// <summary>Whether the contract may be asked what became of the attempt.</summary>
    public bool IsInDoubt(DateTimeOffset now) => Phase == CustomerContractPhase.Tentative && now > AskAfter;

    /// <summary>Whether this is an open hold of that attempt.</summary>
    public bool Holds(ContractId contract, int attempt) => IsOpen && Attempt == attempt && Contract == contract;
}
