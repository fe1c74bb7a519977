using System.Collections.Immutable;
using System.Text.Json;
using FleetActors.Customers;

namespace FleetActors.Contracts;

/// <summary>How a contract's money is booked. Every set sums to zero. Debit is positive.</summary>
public static class LedgerPostings
{
    /// <summary>What the customer owes.</summary>
    public const string Receivable = "receivable";

    /// <summary>Money received.</summary>
    public const string Cash = "cash";

    /// <summary>Tax owed to the state.</summary>
    public const string Tax = "tax";

    /// <summary>Where a kind of line is booked: <c>revenue.capped-day</c>.</summary>
    public static string Revenue(LineKind kind) => "revenue." + JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>The customer owes the invoice; revenue by kind of line, and tax.</summary>
    public static ImmutableArray<Posting> Invoice(Bill bill)
    {
        var postings = ImmutableArray.CreateBuilder<Posting>();
        postings.Add(new(Receivable, bill.Total));
        foreach (var kind in bill.Lines.GroupBy(l => l.Kind).OrderBy(g => g.Key))
            postings.Add(new(Revenue(kind.Key), -kind.Select(l => l.Net).Aggregate((a, b) => a + b)));
        var tax = bill.Lines.Select(l => l.Tax).Aggregate((a, b) => a + b);
        if (tax.Minor != 0) postings.Add(new(Tax, -tax));
        return postings.ToImmutable();
    }

    /// <summary>The customer has paid.</summary>
    public static ImmutableArray<Posting> Payment(Money amount) => [new(Cash, amount), new(Receivable, -amount)];

    /// <summary>The customer owes less.</summary>
    public static ImmutableArray<Posting> Credit(CreditNote note, LineKind kind) => note.Tax.Minor == 0
        ? [new(Receivable, -note.Gross), new(Revenue(kind), note.Net)]
        : [new(Receivable, -note.Gross), new(Revenue(kind), note.Net), new(Tax, note.Tax)];

    /// <summary>The customer got money back.</summary>
    public static ImmutableArray<Posting> Refund(Money amount) => [new(Receivable, amount), new(Cash, -amount)];
}
