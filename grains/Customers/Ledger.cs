using System.Collections.Immutable;

namespace FleetActors.Customers;

/// <summary>
/// The part of a customer's ledger that is in the customer's record: the running balances, the page that is being filled,
/// and full pages that are not yet filed under keys of their own.
/// </summary>
/// <param name="SetCount">How many posting sets were ever booked.</param>
/// <param name="Balances">One for each account and currency, in order of first use; at most <see cref="CustomerLimits.Accounts"/>.</param>
/// <param name="OpenPage">The latest sets, fewer than <see cref="CustomerLimits.SetsOfPage"/>, in order.</param>
/// <param name="Unfiled">
/// Full pages that may not be durable under their own key yet, oldest first, at most <see cref="MaxUnfiled"/>. A posting
/// that fills a page so needs no second write: the page is filed afterwards, and a crash in between loses nothing.
/// </param>
[GenerateSerializer, Immutable, Alias("Ledger")]
public sealed record Ledger(
    [property: Id(0)] long SetCount,
    [property: Id(1)] ImmutableArray<LedgerBalance> Balances,
    [property: Id(2)] ImmutableArray<PostingSet> OpenPage,
    [property: Id(3)] ImmutableArray<LedgerPage> Unfiled)
{
    /// <summary>The most full pages kept in the record; a posting that would fill one more waits until one is filed.</summary>
    public const int MaxUnfiled = 2;

    /// <summary>Nothing booked yet.</summary>
    public static Ledger Empty { get; } = new(0, [], [], []);

    /// <summary>How many pages are full.</summary>
    public int FullPages => checked((int)(SetCount / CustomerLimits.SetsOfPage));

    /// <summary>How many pages are only found under keys of their own.</summary>
    public int FiledPages => FullPages - Unfiled.Length;

    /// <summary>Whether all of <see cref="Unfiled"/> must be filed, and dropped, before the next posting: it fills one page too many.</summary>
    public bool MustFileFirst => Unfiled.Length >= MaxUnfiled && OpenPage.Length + 1 >= CustomerLimits.SetsOfPage;

    /// <summary>The sum of an account in a currency; zero when it was never used.</summary>
    public Money Balance(string account, Currency currency)
    {
        foreach (var balance in Balances)
        {
            if (balance.Amount.Currency == currency && balance.Account == account) return balance.Amount;
        }
        return Money.Zero(currency);
    }

    /// <summary>The ledger with one more set. Total: the rules have checked the set.</summary>
    /// <remarks>
    /// A record that is read back holds pages again that were dropped since its last whole state. What is then one page too many was
    /// filed: the ledger that lived held at most <see cref="MaxUnfiled"/> - 1 pages at this posting, the newest, or had filed all.
    /// </remarks>
    public Ledger With(PostingSet set)
    {
        var unfiled = MustFileFirst ? Unfiled[^(MaxUnfiled - 1)..] : Unfiled;
        var open = OpenPage.Add(set);
        var balances = Add(set.Postings);
        return open.Length < CustomerLimits.SetsOfPage
            ? new(SetCount + 1, balances, open, unfiled)
            : new(SetCount + 1, balances, [], unfiled.Add(new LedgerPage(FullPages, open)));
    }

    /// <summary>The ledger once all pages up to this one are durable under keys of their own; itself when that changes nothing.</summary>
    public Ledger Filed(int through) =>
        Unfiled is [{ } oldest, ..] && oldest.Number <= through ? this with { Unfiled = Unfiled.RemoveAll(page => page.Number <= through) } : this;

    /// <summary>The page, as far as the record holds it.</summary>
    public LedgerPage? Page(int page)
    {
        if (page == FullPages && !OpenPage.IsEmpty) return new(page, OpenPage);
        foreach (var full in Unfiled)
        {
            if (full.Number == page) return full;
        }
        return null;
    }

    private ImmutableArray<LedgerBalance> Add(ImmutableArray<Posting> postings)
    {
        var sums = new List<LedgerBalance>(Balances.Length + postings.Length);
        sums.AddRange(Balances);
        foreach (var posting in postings)
        {
            var at = sums.FindIndex(b => b.Amount.Currency == posting.Amount.Currency && b.Account == posting.Account);
            if (at < 0) sums.Add(new(posting.Account, posting.Amount));
            else sums[at] = sums[at] with { Amount = sums[at].Amount + posting.Amount };
        }
        return [.. sums];
    }
}
