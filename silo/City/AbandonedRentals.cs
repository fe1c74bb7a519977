using System.Text.RegularExpressions;
using FleetActors.Contracts;
using FleetActors.Simulation;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Silo.City;

/// <summary>
/// Rentals that an earlier start of the city left open: their simulated drivers are gone, so the cars are given back.
/// Rentals that somebody made over the API are left alone; the form of the contract's id tells them apart.
/// </summary>
public static partial class AbandonedRentals
{
    private const int AtOnce = 64;

    /// <summary>Ends or cancels them; answers how many.</summary>
    public static async Task<int> GiveBack(IGrainFactory grains, int shardCount, string run, DateTimeOffset now, CancellationToken cancellation)
    {
        var contracts = new List<(ContractId Contract, bool IsRunning)>();
        for (var shard = 0; shard < shardCount; shard++)
        {
            var grain = grains.GetGrain<IVehicleShardGrain>(new ShardKey(CitySettings.Fleet, shard).ToString());
            for (int? from = 0; from is { } slot;)
            {
                var page = await grain.Page(slot, IVehicleShardGrain.MaxPage, cancellation);
                foreach (var car in page.Vehicles.Where(car => car.Summary.Tenancy > 0))
                {
                    var view = await grains.GetGrain<IVehicleGrain>(new VehicleKey(CitySettings.Fleet, car.Registration.Id).ToString()).View(now, cancellation);
                    if (view.Value?.Current is { } turn && IdOfTheCity().IsMatch(turn.Contract.Value) && !turn.Contract.Value.StartsWith(run, StringComparison.Ordinal))
                        contracts.Add((turn.Contract, turn.StartedAt is not null));
                }
                from = page.Next;
            }
        }
        foreach (var some in contracts.Chunk(AtOnce)) await Task.WhenAll(some.Select(c => GiveBack(grains, c.Contract, c.IsRunning, now, cancellation)));
        return contracts.Count;
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
