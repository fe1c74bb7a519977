using System.Globalization;
using FleetActors.Contracts;
using FleetActors.Deadlines;
using FleetActors.Records;
using FleetActors.Simulation;
using FleetActors.Vehicles;

namespace FleetActors.Benchmarks.Rentals;

/// <summary>Rentals through contract grains: what is due in a step is sent side by side and complete before the next step begins.</summary>
internal sealed class RentalLoad(IGrainFactory grains, RunFleet fleet, DateTimeOffset start)
{
    private readonly GrainAddress<IContractGrain> _contracts = new(grains);
    private readonly IDeadlinePumpGrain _deadlines = grains.GetGrain<IDeadlinePumpGrain>(fleet.Fleet.Value);

    /// <summary>Rentals that were started.</summary>
    public int Started { get; private set; }

    /// <summary>Rentals that were ended.</summary>
    public int Ended { get; private set; }

    /// <summary>Fixes that shards were told.</summary>
    public long Fixes { get; private set; }

    /// <summary>Contracts that a deadline woke.</summary>
    public int Woken { get; private set; }

    /// <summary>One of those that were ended, to look at.</summary>
    public List<int> EndedNumbers { get; } = [];

    /// <summary>Carries out what became due.</summary>
    public async Task Carry(RentalBatch batch, int customers, IReadOnlyList<(int Car, CarReading Reading)> moving, CancellationToken cancellation)
    {
        var now = At(batch.EndMs);
        await fleet.RegisterCustomers(customers, now, cancellation);
        // Where cars stood when the step began, which is before any command of it.
        await fleet.ApplyFixes(batch.Ends.Concat(batch.Begins).Select(rental => (rental.Car, rental.Reading)), At(batch.BeginMs + 1), cancellation);
        await fleet.ApplyFixes(moving, now, cancellation);
        Fixes += moving.Count + batch.Ends.Count + batch.Begins.Count;
        await Task.WhenAll(batch.Ends.Select(rental => End(rental, cancellation)).Concat(batch.Begins.Select(rental => Begin(rental, cancellation))));
        if (now.Second == 0) Woken += await _deadlines.RunDue(now, cancellation);
        (Started, Ended) = (Started + batch.Begins.Count, Ended + batch.Ends.Count);
        EndedNumbers.AddRange(batch.Ends.Select(rental => rental.Number));
    }

    /// <summary>Of the rentals that ended first, how many are settled with an invoice that re-computes to the cent.</summary>
    public async Task<int> CountSettled(int sample, CancellationToken cancellation)
    {
        var audits = await Task.WhenAll(EndedNumbers.Take(sample).Select(number => Contract(number).Audit(cancellation)));
        return audits.Count(audit => audit is { IsSettled: true, IsReproduced: true });
    }

    private async Task Begin(RentalEvent rental, CancellationToken cancellation)
    {
        var contract = Contract(rental.Number);
        var request = new RentalRequest(fleet.Vehicle(rental.Car), RunFleet.Customer(rental.Customer), RunFleet.Tariff, Class: VehicleClass.Compact);
        Demand(await contract.Reserve(Header("reserve", rental), new ReserveVehicle(request), cancellation));
        Demand(await contract.Start(Header("start", rental), new StartRental(), cancellation));
    }

    private async Task End(RentalEvent rental, CancellationToken cancellation) =>
        Demand(await Contract(rental.Number).End(Header("end", rental), new EndRental(), cancellation));

    private IContractGrain Contract(int number) =>
        _contracts.Of(new ContractKey(fleet.Fleet, new ContractId(string.Create(CultureInfo.InvariantCulture, $"b{number}"))).ToString());

    private CommandHeader Header(string id, RentalEvent rental) => new(new CommandId(id), RunFleet.RunCaller, At(rental.AtMs));

    private DateTimeOffset At(int ms) => start.AddMilliseconds(ms);

    private static void Demand(Outcome<ContractReceipt> outcome)
    {
        if (outcome.Refused is { } refused) throw new InvalidOperationException($"A rental was refused: {refused.Code} {refused.Allowed}");
    }
}
