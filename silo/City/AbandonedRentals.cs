using System.Text.RegularExpressions;
using FleetActors.Contracts;
using FleetActors.Simulation;
using FleetActors.Vehicles;

namespace FleetActors.Silo.City;

/// <summary>
/// Rentals that an earlier start of the city left open: their simulated drivers are gone, so the cars are given back.
/// Rentals that somebody made over the API are left alone; the form of the contract's id tells them apart.
/// </summary>
public static partial class AbandonedRentals
{
    private const int AtOnce = 64;

    /// <summary>
    /// Ends or cancels them. Answers how many are still open, to be tried again: an end is refused, say, until the car has told
    /// that it stands.
    /// </summary>
    /// <param name="grains">The silo's grains.</param>
    /// <param name="run">What the ids of the present start begin with.</param>
    /// <param name="now">The time of the commands.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<int> GiveBack(IGrainFactory grains, string run, DateTimeOffset now, CancellationToken cancellation)
    {
        var contracts = new List<(ContractId Contract, bool IsRunning)>();
        await foreach (var car in CityMemory.Cars(grains, cancellation))
        {
            if (car.Summary.Tenancy == 0) continue;
            var view = await grains.GetGrain<IVehicleGrain>(new VehicleKey(CitySettings.Fleet, car.Registration.Id).ToString()).View(now, cancellation);
            if (view.Value?.Current is { } turn && IdOfTheCity().IsMatch(turn.Contract.Value) && !turn.Contract.Value.StartsWith(run, StringComparison.Ordinal))
                contracts.Add((turn.Contract, turn.StartedAt is not null));
        }
        var given = 0;
        foreach (var some in contracts.Chunk(AtOnce))
            given += (await Task.WhenAll(some.Select(c => GiveBack(grains, c.Contract, c.IsRunning, now, cancellation)))).Count(answer => answer.IsAccepted);
        return contracts.Count - given;
    }

    private static Task<Outcome<ContractReceipt>> GiveBack(IGrainFactory grains, ContractId id, bool isRunning, DateTimeOffset now, CancellationToken cancellation)
    {
        var contract = grains.GetGrain<IContractGrain>(new ContractKey(CitySettings.Fleet, id).ToString());
        var header = new CommandHeader(new CommandId($"give-back-{now.ToUnixTimeSeconds()}"), RunFleet.RunCaller, now);
        return isRunning ? contract.End(header, new EndRental(), cancellation) : contract.Cancel(header, new CancelContract(ByOperator: true), cancellation);
    }

    [GeneratedRegex(@"^[0-9a-f]{8}-\d+\.\d+$")]
    private static partial Regex IdOfTheCity();
}
