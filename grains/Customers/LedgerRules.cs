using System.Collections.Immutable;
using FleetActors.Commands;

namespace FleetActors.Customers;

/// <summary>What the ledger allows to be booked.</summary>
/// <remarks>
/// Why a repeat is always known, however late it comes, and a new posting almost never costs a read:
/// <list type="number">
/// <item>An entry with <see cref="CustomerContract.KnowsAllPostings"/> lists every posting id that its contract ever used
/// here. It begins true at the contract's first hold, because a contract books nothing before that; it stays true while
/// no id is dropped. An id that is not listed is then new, without a look at any page.</item>
/// <item>The entry outlives every repeat of that first hold: it is not forgotten before its time to ask has passed, and
/// an unknown contract's hold with a time to ask at or before the latest forgotten one is refused as too late. So a
/// late repeat of a hold cannot begin a second, falsely empty list. (A contract's times to ask never decrease.)</item>
/// <item>Everything else (a contract forgotten among others, one with more than eight postings, a booking without a hold)
/// is searched in the record and then in every filed page. Pages are immutable and none is ever deleted, so the answer is exact;
/// <see cref="NeedsSearch"/> tells the shell to fetch it first.</item>
/// </list>
/// The answer's memory is the ledger itself: it lasts as long as the money does, which is longer than any contract repeats.
/// </remarks>
public static class LedgerRules
{
    /// <summary>The largest amount of one posting, hold or limit, in minor units; sums of such amounts cannot overflow.</summary>
    public const long MaxAmountMinor = 1_000_000_000_000_000;

    /// <summary>Beyond this, in minor units, an account takes no more postings.</summary>
    private const long MaxBalanceMinor = 1_000_000_000_000_000_000;

    /// <summary>Whether only the filed pages can tell if this is a repeat.</summary>
    public static bool NeedsSearch(CustomerState customer, PostToLedger command)
    {
        if (customer.Ledger.FiledPages == 0) return false;
        var known = customer.Find(command.Contract);
        if (known is not null && (known.KnowsAllPostings || known.PostingIds.Contains(command.PostingId))) return false;
        return !IsInRecord(customer.Ledger, command);
    }

    /// <summary>Books a posting set; nothing happens on a repeat.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="command">What to book.</param>
    /// <param name="foundInPages">Whether the filed pages hold the posting id; only asked when <see cref="NeedsSearch"/>.</param>
    /// <param name="now">When it is booked.</param>
    public static Decision<CustomerEvent> Post(CustomerState customer, PostToLedger command, bool foundInPages, DateTimeOffset now)
    {
        if (foundInPages || IsKnown(customer, command)) return Decision<CustomerEvent>.Nothing;
        if (Otherwise(command) is { } other && IsKnown(customer, other)) return Refusal.PostedOtherwise;
        if (Check(customer, command) is { } refused) return refused;
        var released = customer.Find(command.Contract) is { } hold && command.ReleasesAttempt is { } attempt && hold.Holds(command.Contract, attempt)
            ? command.ReleasesAttempt
            : null;
        var stamp = command.Stamp with { At = now };
        return new LedgerPosted(new(customer.Ledger.SetCount + 1, command.PostingId, command.Contract, stamp, command.Postings), released, stamp);
    }

    /// <summary>The booking that would make this one superfluous, or null.</summary>
    public static PostToLedger? Otherwise(PostToLedger command) =>
        command.UnlessPosted is { } other ? command with { PostingId = other, UnlessPosted = null } : null;

    private static bool IsKnown(CustomerState customer, PostToLedger command) =>
        customer.Find(command.Contract) is { } known && (known.KnowsAllPostings || known.PostingIds.Contains(command.PostingId))
            ? known.PostingIds.Contains(command.PostingId)
            : IsInRecord(customer.Ledger, command);

    private static bool IsInRecord(Ledger ledger, PostToLedger command) =>
        Has(ledger.OpenPage, command) || ledger.Unfiled.Any(page => Has(page.Sets, command));

    /// <summary>Whether a page's sets hold the posting id of this contract.</summary>
    public static bool Has(ImmutableArray<PostingSet> sets, PostToLedger command)
    {
        foreach (var set in sets)
        {
            if (set.PostingId == command.PostingId && set.Contract == command.Contract) return true;
        }
        return false;
    }

    private static Refused? Check(CustomerState customer, PostToLedger command)
    {
        if (customer.Profile is null) return new(Refusal.UnknownCustomer);
        if (command.PostingId is not { Length: >= 1 and <= CustomerLimits.PostingIdLength })
            return new(Refusal.ValueOutOfRange, $"A posting id of 1 to {CustomerLimits.PostingIdLength} characters.");
        if (command.Postings.IsDefault || command.Postings.Length is < 2 or > CustomerLimits.PostingsOfSet)
            return new(Refusal.ValueOutOfRange, $"2 to {CustomerLimits.PostingsOfSet} postings.");
        var newAccounts = 0;
        foreach (var posting in command.Postings)
        {
            if (posting.Account is not { Length: >= 1 and <= CustomerLimits.AccountLength } || posting.Amount.Currency.Code is null)
                return new(Refusal.ValueOutOfRange, $"An account name of 1 to {CustomerLimits.AccountLength} characters, and a currency.");
            if (posting.Amount.Minor is > MaxAmountMinor or < -MaxAmountMinor
                || customer.Ledger.Balance(posting.Account, posting.Amount.Currency).Minor is > MaxBalanceMinor or < -MaxBalanceMinor)
                return new(Refusal.ValueOutOfRange, $"Amounts up to {MaxAmountMinor} minor units.");
            if (!customer.Ledger.Balances.Any(b => b.Account == posting.Account && b.Amount.Currency == posting.Amount.Currency)) newAccounts++;
        }
        if (customer.Ledger.Balances.Length + newAccounts > CustomerLimits.Accounts)
            return new(Refusal.ValueOutOfRange, $"At most {CustomerLimits.Accounts} accounts.");
        return IsBalanced(command.Postings)
            ? null
            : new(Refusal.PostingUnbalanced, "Postings that sum to zero in each currency.");
    }

    /// <summary>Whether the postings sum to zero in each currency. Exact also where the sums would overflow.</summary>
    public static bool IsBalanced(ImmutableArray<Posting> postings)
    {
        for (var i = 0; i < postings.Length; i++)
        {
            var currency = postings[i].Amount.Currency;
            Int128 sum = 0;
            foreach (var posting in postings)
            {
                if (posting.Amount.Currency == currency) sum += posting.Amount.Minor;
            }
            if (sum != 0) return false;
        }
        return true;
    }
}
