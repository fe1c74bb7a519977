namespace FleetActors.Chaos;

/// <summary>
/// Compares what storage holds with what the outside world was told. Knows the stored events and nothing of the rules that
/// made them.
/// </summary>
public sealed class Checker(Snapshot snapshot, Trails trails)
{
    /// <summary>Checks everything. Storage must not move meanwhile.</summary>
    /// <param name="isSettled">Also that nothing is left open: no hold, no rental, no unpaid end.</param>
    public async Task<Findings> CheckAsync(bool isSettled)
    {
        var findings = new Findings();
        var contracts = new Dictionary<string, ContractFacts>();
        foreach (var trail in trails.All)
        {
            var facts = ContractFacts.Of(trail, await snapshot.ContractAsync(trail.Contract));
            facts.Check(findings);
            contracts.Add(trail.Contract, facts);
        }
        var byCar = contracts.Values.ToLookup(contract => contract.Trail.Car);
        for (var car = 0; car < ChaosFleet.Cars; car++) await CarChecks.CheckAsync(car, snapshot, [.. byCar[car]], findings);
        var byCustomer = contracts.Values.ToLookup(contract => contract.Trail.Customer);
        for (var customer = 0; customer < ChaosFleet.Customers; customer++) await LedgerChecks.CheckAsync(customer, snapshot, byCustomer[customer], findings);
        await RegisterChecks.CheckAsync(snapshot, contracts, findings);
        if (isSettled) (await OpenAsync(contracts.Values)).ForEach(findings.Add);
        return findings;
    }

    /// <summary>What is still open. May be asked while storage moves.</summary>
    public async Task<List<string>> OpenAsync()
    {
        var contracts = new List<ContractFacts>();
        foreach (var trail in trails.All) contracts.Add(ContractFacts.Of(trail, await snapshot.ContractAsync(trail.Contract)));
        return await OpenAsync(contracts);
    }

    private async Task<List<string>> OpenAsync(IEnumerable<ContractFacts> contracts)
    {
        var open = new List<string>();
        foreach (var contract in contracts)
        {
            if (contract.IsHolding) open.Add($"contract {contract.Trail.Contract} still holds");
            if (contract.StartedAt is not null && contract.EndedAt is null) open.Add($"contract {contract.Trail.Contract} was started and never ended");
            if (contract.EndedAt is not null && !contract.IsSettled) open.Add($"contract {contract.Trail.Contract} ended and is not settled");
        }
        for (var car = 0; car < ChaosFleet.Cars; car++)
            if ((await snapshot.CarAsync(car))?.Current is { } turn) open.Add($"car {car} is still held by {turn.Contract}");
        for (var customer = 0; customer < ChaosFleet.Customers; customer++)
            if ((await snapshot.CustomerAsync(customer))?.Contracts.FirstOrDefault(contract => contract.IsOpen) is { } hold)
                open.Add($"customer {customer} is still held by {hold.Contract}");
        return open;
    }
}
