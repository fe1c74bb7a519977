using FleetActors.Contracts;
using FleetActors.Customers;

namespace FleetActors.Simulation;

/// <summary>What an auditor finds after a run, by asking every contract and every customer again.</summary>
/// <param name="Served">Requests served.</param>
/// <param name="Settled">Of them, contracts that are settled.</param>
/// <param name="Reproduced">Of them, invoices that re-computing from the stored events gives to the cent.</param>
/// <param name="Customers">Customers with a ledger.</param>
/// <param name="BalancedLedgers">Of them, ledgers that sum to zero in each currency.</param>
public sealed record RunAudit(int Served, int Settled, int Reproduced, int Customers, int BalancedLedgers)
{
    private const int AtOnce = 512;

    /// <summary>Whether nothing is amiss.</summary>
    public bool IsClean => Settled == Served && Reproduced == Served && BalancedLedgers == Customers;

    /// <summary>Audits a run that has ended.</summary>
    public static async Task<RunAudit> Of(SimulationRun run, IGrainFactory grains, CancellationToken cancellation)
    {
        var fleet = run.Fleet.Fleet;
        var contracts = await All(run.Served, served =>
            grains.GetGrain<IContractGrain>(new ContractKey(fleet, served.Contract).ToString()).Audit(cancellation));
        var customers = await All(Enumerable.Range(0, run.Fleet.CustomerCount), number =>
            grains.GetGrain<ICustomerGrain>(new CustomerKey(fleet, RunFleet.Customer(number)).ToString()).Get(cancellation));
        return new(
            run.Served.Count,
            contracts.Count(audit => audit is { IsSettled: true }),
            contracts.Count(audit => audit is { IsReproduced: true }),
            customers.Count,
            customers.Count(customer => customer is not null
                && customer.Balances.GroupBy(balance => balance.Amount.Currency).All(c => c.Sum(balance => balance.Amount.Minor) == 0)));
    }

    /// <summary>The findings, one a line, for people.</summary>
    public IEnumerable<string> Lines() =>
    [
        $"{Mark(Settled == Served)} {Settled:N0} of {Served:N0} served requests have a settled contract",
        $"{Mark(Reproduced == Served)} {Reproduced:N0} of {Served:N0} invoices re-compute from their stored events to the cent",
        $"{Mark(BalancedLedgers == Customers)} {BalancedLedgers:N0} of {Customers:N0} customer ledgers sum to zero",
    ];

    private static string Mark(bool good) => good ? "ok  " : "BAD ";

    private static async Task<List<TAnswer>> All<TItem, TAnswer>(IEnumerable<TItem> items, Func<TItem, Task<TAnswer>> ask)
    {
        var answers = new List<TAnswer>();
        foreach (var some in items.Chunk(AtOnce)) answers.AddRange(await Task.WhenAll(some.Select(ask)));
        return answers;
    }
}
