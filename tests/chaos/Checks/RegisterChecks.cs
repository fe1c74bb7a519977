namespace FleetActors.Chaos;

/// <summary>The fleet's invoice numbers: no gap, no double, and none without a closed contract.</summary>
public static class RegisterChecks
{
    /// <summary>Checks them all.</summary>
    public static async Task CheckAsync(Snapshot snapshot, IReadOnlyDictionary<string, ContractFacts> contracts, Findings findings)
    {
        var numbers = new Dictionary<string, long>();
        long count = 0;
        for (var number = 0; await snapshot.RegisterPageAsync(number) is { } page; number++)
        {
            findings.Unless(page.First == count, $"register: page {number} begins with number {page.First + 1} after {count}");
            foreach (var entry in page.Entries)
            {
                count++;
                findings.Unless(numbers.TryAdd(entry.Contract.Value, count), $"register: contract {entry.Contract} has two numbers");
                findings.Unless(
                    contracts.TryGetValue(entry.Contract.Value, out var contract) && contract.IsBilled,
                    $"register: number {count} is of contract {entry.Contract}, which has nothing to invoice");
            }
        }
        foreach (var (id, contract) in contracts)
        {
            if (contract.InvoiceNumber is { } known)
                findings.Unless(numbers.GetValueOrDefault(id) == known, $"register: contract {id} knows number {known}, the register {numbers.GetValueOrDefault(id)}");
            findings.Unless(!contract.IsSettled || !contract.IsBilled || contract.InvoiceNumber is not null, $"contract {id} is settled without an invoice number");
        }
    }
}
