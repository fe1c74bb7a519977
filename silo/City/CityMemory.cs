using System.Runtime.CompilerServices;
using FleetActors.Fleets;
using FleetActors.Simulation;
using FleetActors.Telemetry;

namespace FleetActors.Silo.City;

/// <summary>What the fleet still knows of the city's cars from an earlier start: the city goes on from there.</summary>
public static class CityMemory
{
    /// <summary>All cars of the city's fleet, shard by shard; none before the first start.</summary>
    public static async IAsyncEnumerable<VehicleSighting> Cars(IGrainFactory grains, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var settings = await grains.GetGrain<IFleetGrain>(CitySettings.Fleet.Value).Settings(cancellation);
        for (var shard = 0; shard < (settings?.MostShards ?? 0); shard++)
        {
            var grain = grains.GetGrain<IVehicleShardGrain>(new ShardKey(CitySettings.Fleet, shard).ToString());
            for (int? from = 0; from is { } slot;)
            {
                var page = await grain.Page(slot, IVehicleShardGrain.MaxPage, cancellation);
                foreach (var car in page.Vehicles) yield return car;
                from = page.Next;
            }
        }
    }

    /// <summary>
    /// The city with each car that has told where it is standing at the road node nearest to there, charged as it was, with the
    /// kilometres that it has driven. A car that began at 0 km again would not be believed until it had driven them once more.
    /// </summary>
    public static Scenario Continue(Scenario city, IReadOnlyDictionary<string, VehicleSighting> known) => city with
    {
        Vehicles = [.. city.Vehicles.Select(car => known.TryGetValue(car.Id, out var seen) && seen.Fix is { } fix ? Continue(city, car, fix) : car)],
    };

    private static ScenarioVehicle Continue(Scenario city, ScenarioVehicle car, Fix fix) => car with
    {
        Node = city.Roads.NearestNode(MapPoint.FromDegrees(fix.Position.Latitude, fix.Position.Longitude)),
        ChargePermille = (int)(fix.ChargePercent * 10),
        OdometerMetres = fix.OdometerMetres,
    };
}
