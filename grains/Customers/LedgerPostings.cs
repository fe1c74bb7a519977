using System.Collections.Immutable;
using FleetActors.Contracts;

namespace FleetActors.Customers;

/// <summary>One line of an invoice or credit note, as the ledger needs it.</summary>
/// <param name="Kind">What for: tells the revenue account.</param>
/// <param name="Net">Without tax. Negative takes back.</param>
/// <param name="Tax">The line's tax, of the same sign or zero.</param>
public readonly record struct LedgerLine(LineKind Kind, Money Net, Money Tax);

/// <summary>
/// The posting sets of what happens between a fleet and a customer. Pure, and balanced by construction: each set is summed
/// from the same numbers that it books. Accounts that would get nothing get no posting.
/// </summary>
public static class LedgerPostings
{
    /// <summary>An invoice: the customer owes the gross, the fleet has earned each line's net and owes the tax.</summary>
    /// <param name="lines">All in one currency; lines of one kind share a posting.</param>
    /// <returns>Empty when nothing is owed: then there is nothing to post, and the hold is ended by a release.</returns>
    public static ImmutableArray<Posting> Invoice(ImmutableArray<LedgerLine> lines) => Book(lines, 1);

    /// <summary>As <see cref="Invoice(ImmutableArray{LedgerLine})"/>, from an invoice's own lines.</summary>
    public static ImmutableArray<Posting> Invoice(Invoice invoice) =>
        Invoice([.. invoice.Lines.Select(line => new LedgerLine(line.Kind, line.Net, line.Tax))]);

    /// <summary>A credit note: takes back what <see cref="Invoice(ImmutableArray{LedgerLine})"/> booked for the same lines, given with positive amounts.</summary>
    public static ImmutableArray<Posting> CreditNote(ImmutableArray<LedgerLine> lines) => Book(lines, -1);

    /// <summary>As above, for a credit note on one line of an invoice.</summary>
    public static ImmutableArray<Posting> CreditNote(LineKind kind, CreditNote note) => CreditNote([new(kind, note.Net, note.Tax)]);

    /// <summary>The provider took money from the customer: cash in, the debt gone.</summary>
    public static ImmutableArray<Posting> Payment(Money amount) => Transfer(LedgerAccounts.Cash, LedgerAccounts.Receivable, amount);

    /// <summary>The provider paid money back that the fleet owed: cash out. Follows a credit note or an overpayment.</summary>
    public static ImmutableArray<Posting> Refund(Money amount) => Transfer(LedgerAccounts.Receivable, LedgerAccounts.Cash, amount);

    /// <summary>A payback is promised but the provider has not made it: the customer's credit no longer counts as room to rent.</summary>
    public static ImmutableArray<Posting> RefundPromised(Money amount) => Transfer(LedgerAccounts.Receivable, LedgerAccounts.Refunds, amount);

    /// <summary>The provider has made a promised payback.</summary>
    public static ImmutableArray<Posting> RefundPaid(Money amount) => Transfer(LedgerAccounts.Refunds, LedgerAccounts.Cash, amount);

    /// <summary>A deposit was charged.</summary>
    public static ImmutableArray<Posting> DepositPaid(Money amount) => Transfer(LedgerAccounts.Cash, LedgerAccounts.Deposits, amount);

    /// <summary>A charged deposit is used to pay what the customer owes.</summary>
    public static ImmutableArray<Posting> DepositUsed(Money amount) => Transfer(LedgerAccounts.Deposits, LedgerAccounts.Receivable, amount);

    /// <summary>A charged deposit was paid back.</summary>
    public static ImmutableArray<Posting> DepositReturned(Money amount) => Transfer(LedgerAccounts.Deposits, LedgerAccounts.Cash, amount);

    /// <summary>A debt is given up.</summary>
    public static ImmutableArray<Posting> WriteOff(Money amount) => Transfer(LedgerAccounts.WriteOff, LedgerAccounts.Receivable, amount);

    /// <summary>Moves an amount: debit one account, credit another. Empty for zero.</summary>
    private static ImmutableArray<Posting> Transfer(string debit, string credit, Money amount) =>
        amount.Minor == 0 ? [] : [new(debit, amount), new(credit, -amount)];

    private static ImmutableArray<Posting> Book(ImmutableArray<LedgerLine> lines, int sign)
    {
        if (lines.IsDefaultOrEmpty) return [];
        var currency = lines[0].Net.Currency;
        Money gross = Money.Zero(currency), tax = gross;
        var revenue = new List<(LineKind Kind, Money Net)>(lines.Length);
        foreach (var line in lines)
        {
            gross += line.Net + line.Tax;
            tax += line.Tax;
            var at = revenue.FindIndex(r => r.Kind == line.Kind);
            if (at < 0) revenue.Add((line.Kind, line.Net));
            else revenue[at] = (line.Kind, revenue[at].Net + line.Net);
        }
        var postings = ImmutableArray.CreateBuilder<Posting>(revenue.Count + 2);
        Add(postings, LedgerAccounts.Receivable, gross, sign);
        foreach (var (kind, net) in revenue) Add(postings, LedgerAccounts.Revenue(kind), -net, sign);
        Add(postings, LedgerAccounts.Tax, -tax, sign);
        return postings.DrainToImmutable();
    }

    private static void Add(ImmutableArray<Posting>.Builder postings, string account, Money amount, int sign)
    {
        if (amount.Minor != 0) postings.Add(new(account, sign < 0 ? -amount : amount));
    }
}
