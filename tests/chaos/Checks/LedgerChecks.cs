using FleetActors.Contracts;
using FleetActors.Customers;

namespace FleetActors.Chaos;

/// <summary>One customer's ledger: whole, balanced, and each billed contract in it once.</summary>
public static class LedgerChecks
{
    /// <summary>Checks one customer.</summary>
    public static async Task CheckAsync(int customer, Snapshot snapshot, IEnumerable<ContractFacts> contracts, Findings findings)
    {
        if (await snapshot.CustomerAsync(customer) is not { } state)
        {
            findings.Add($"customer {customer}: the record is gone");
            return;
        }
        var sets = await SetsAsync(customer, state.Ledger, snapshot, findings);
        for (var i = 0; i < sets.Count; i++)
        {
            findings.Unless(sets[i].Number == i + 1, $"customer {customer}: posting set {i + 1} is numbered {sets[i].Number}");
            foreach (var currency in sets[i].Postings.GroupBy(posting => posting.Amount.Currency))
                findings.Unless(currency.Sum(posting => posting.Amount.Minor) == 0, $"customer {customer}: posting set {sets[i].PostingId} does not sum to zero");
        }
        CheckBalances(customer, state.Ledger, sets, findings);
        foreach (var twice in sets.GroupBy(set => set.PostingId).Where(same => same.Count() > 1))
            findings.Add($"customer {customer}: {twice.Key} is booked {twice.Count()} times");
        var invoices = sets.Where(IsInvoice).GroupBy(set => set.Contract.Value).ToDictionary(same => same.Key, same => same.Count());
        foreach (var contract in contracts)
        {
            var booked = invoices.GetValueOrDefault(contract.Trail.Contract);
            invoices.Remove(contract.Trail.Contract);
            if (contract is { IsSettled: true, IsBilled: true })
                findings.Unless(booked == 1, $"customer {customer}: the invoice of settled contract {contract.Trail.Contract} is booked {booked} times");
            else
                findings.Unless(booked <= (contract.IsBilled ? 1 : 0), $"customer {customer}: contract {contract.Trail.Contract} is booked {booked} times, but is not closed");
        }
        foreach (var stranger in invoices.Keys) findings.Add($"customer {customer}: an invoice of contract {stranger} is booked that nobody asked for");
    }

    private static async Task<List<PostingSet>> SetsAsync(int customer, Ledger ledger, Snapshot snapshot, Findings findings)
    {
        var sets = new List<PostingSet>();
        for (var number = 0; number < ledger.FiledPages; number++)
        {
            if (await snapshot.LedgerPageAsync(customer, number) is { } page) sets.AddRange(page.Sets);
            else findings.Add($"customer {customer}: ledger page {number} is missing");
        }
        sets.AddRange(ledger.Unfiled.SelectMany(page => page.Sets));
        sets.AddRange(ledger.OpenPage);
        findings.Unless(sets.Count == ledger.SetCount, $"customer {customer}: {ledger.SetCount} posting sets are counted, {sets.Count} are there");
        return sets;
    }

    private static void CheckBalances(int customer, Ledger ledger, List<PostingSet> sets, Findings findings)
    {
        findings.Unless(ledger.Balances.Sum(balance => balance.Amount.Minor) == 0, $"customer {customer}: the balances do not sum to zero");
        var sums = sets.SelectMany(set => set.Postings).GroupBy(posting => posting.Account)
            .ToDictionary(account => account.Key, account => account.Sum(posting => posting.Amount.Minor));
        foreach (var balance in ledger.Balances)
            findings.Unless(sums.GetValueOrDefault(balance.Account) == balance.Amount.Minor, $"customer {customer}: the balance of {balance.Account} is not the sum of its postings");
    }

    private static bool IsInvoice(PostingSet set) =>
        set.Postings.Any(posting => posting.Account.StartsWith(LedgerAccounts.RevenuePrefix, StringComparison.Ordinal));
}
