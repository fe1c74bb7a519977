using System.Diagnostics;
using System.Globalization;
using FleetActors.Contracts;
using FleetActors.Records;
using FleetActors.Simulation;
using FleetActors.Vehicles;

namespace FleetActors.Benchmarks.Contracts;

/// <summary>
/// Full contract lifecycles through the grains of a silo in this process: reserve, start, end and settle. Each worker has
/// cars and customers of its own, so that nothing is refused.
/// </summary>
public sealed class ContractLoad(IGrainFactory grains, FleetId fleet, int pairs, TimeProvider clock)
{
    private static readonly Caller Caller = new("benchmark", Role.Operator);
    private readonly GrainAddress<IContractGrain> _contracts = new(grains);
    private int _round;

    /// <summary>Runs lifecycles for a time, so many at once.</summary>
    public async Task<LoadFigures> Run(int atOnce, TimeSpan time, CancellationToken cancellation)
    {
        var round = _round++;
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var workers = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(worker =>
            Task.Run(() => Work(round, worker, pairs / atOnce, watch, time, cancellation), cancellation)));
        var took = watch.Elapsed;
        return new(workers.Sum(w => w.Count), took, [.. workers.SelectMany(w => w)], Environment.CpuUsage.TotalTime - cpu, atOnce);
    }

    /// <summary>How many of a round's contracts are settled with an invoice that re-computes to the cent.</summary>
    public async Task<int> CountSettled(LoadFigures figures, CancellationToken cancellation)
    {
        var settled = 0;
        foreach (var some in figures.Lifecycles.Chunk(1_024))
        {
            var audits = await Task.WhenAll(some.Select(l => Contract(l.Contract).Audit(cancellation)));
            settled += audits.Count(audit => audit is { IsSettled: true, IsReproduced: true });
        }
        return settled;
    }

    private async Task<List<Lifecycle>> Work(int round, int worker, int own, Stopwatch watch, TimeSpan time, CancellationToken cancellation)
    {
        var done = new List<Lifecycle>();
        for (var n = 0; watch.Elapsed < time; n++)
        {
            var pair = worker * own + n % own;
            var id = new ContractId(string.Create(CultureInfo.InvariantCulture, $"b{round}.{worker}.{n}"));
            var contract = Contract(id);
            var began = watch.Elapsed;
            var request = new RentalRequest(Vehicle(pair), RunFleet.Customer(pair), RunFleet.Tariff, Class: VehicleClass.Compact);
            Demand(await contract.Reserve(Header("reserve"), new ReserveVehicle(request), cancellation));
            var reserved = watch.Elapsed;
            Demand(await contract.Start(Header("start"), new StartRental(), cancellation));
            var started = watch.Elapsed;
            Demand(await contract.End(Header("end"), new EndRental(), cancellation));
            done.Add(new(id, reserved - began, started - reserved, watch.Elapsed - started));
        }
        return done;
    }

    /// <summary>The car of a pair, as the built-in city names them.</summary>
    private static VehicleId Vehicle(int pair) => new(string.Create(CultureInfo.InvariantCulture, $"v{pair}"));

    private IContractGrain Contract(ContractId id) => _contracts.Of(new ContractKey(fleet, id).ToString());

    private CommandHeader Header(string id) => new(new CommandId(id), Caller, clock.GetUtcNow());

    private static void Demand(Outcome<ContractReceipt> outcome)
    {
        if (outcome.Refused is { } refused) throw new InvalidOperationException($"A lifecycle was refused: {refused.Code} {refused.Allowed}");
    }
}

/// <summary>One finished lifecycle and how long each answer took.</summary>
public readonly record struct Lifecycle(ContractId Contract, TimeSpan Reserve, TimeSpan Start, TimeSpan End);

/// <summary>What one round of load measured.</summary>
public sealed record LoadFigures(int Count, TimeSpan Took, IReadOnlyList<Lifecycle> Lifecycles, TimeSpan Cpu, int AtOnce)
{
    /// <summary>Lifecycles a second.</summary>
    public double PerSecond => Count / Took.TotalSeconds;

    /// <summary>Processor time of the whole process for one lifecycle, in microseconds: what remains of the figure when the machine is busy.</summary>
    public double CpuMicroseconds => Cpu.TotalMicroseconds / Count;

    /// <summary>The time within which a share of the answers came, in milliseconds.</summary>
    public double PercentileMs(double share, Func<Lifecycle, TimeSpan> of)
    {
        var sorted = Lifecycles.Select(of).Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))].TotalMilliseconds;
    }
}
