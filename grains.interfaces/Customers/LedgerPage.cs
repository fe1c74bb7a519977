using System.Collections.Immutable;

namespace FleetActors.Customers;

/// <summary>One booking: postings that sum to zero in each currency.</summary>
/// <param name="Number">Counted from 1 in each customer's ledger, without gaps.</param>
/// <param name="PostingId">Unique per customer: the number or key of the invoice, credit note, payment or refund.</param>
/// <param name="Contract">What it is for.</param>
/// <param name="Stamp">When and by whom.</param>
/// <param name="Postings">2 to <see cref="CustomerLimits.PostingsOfSet"/> entries.</param>
[GenerateSerializer, Immutable, Alias("PostingSet")]
public sealed record PostingSet(
    [property: Id(0)] long Number,
    [property: Id(1)] string PostingId,
    [property: Id(2)] ContractId Contract,
    [property: Id(3)] Stamp Stamp,
    [property: Id(4)] ImmutableArray<Posting> Postings);

/// <summary>A stretch of a customer's ledger. Immutable once it holds <see cref="CustomerLimits.SetsOfPage"/> sets.</summary>
/// <param name="Number">Counted from 0: page n holds the sets numbered n × <see cref="CustomerLimits.SetsOfPage"/> + 1 and on.</param>
/// <param name="Sets">In order of their numbers.</param>
[GenerateSerializer, Immutable, Alias("LedgerPage")]
public sealed record LedgerPage([property: Id(0)] int Number, [property: Id(1)] ImmutableArray<PostingSet> Sets)
{
    /// <summary>Whether nothing can be added any more.</summary>
    public bool IsFull => Sets.Length >= CustomerLimits.SetsOfPage;

    /// <summary>The page that holds a set.</summary>
    public static int Of(long setNumber) => checked((int)((setNumber - 1) / CustomerLimits.SetsOfPage));
}

/// <summary>The sum of all postings on one account in one currency.</summary>
/// <param name="Account">See docs/ledger.md.</param>
/// <param name="Amount">Positive is debit, negative is credit.</param>
[GenerateSerializer, Immutable, Alias("LedgerBalance")]
public readonly record struct LedgerBalance([property: Id(0)] string Account, [property: Id(1)] Money Amount);
