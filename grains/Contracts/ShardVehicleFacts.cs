using FleetActors.Fleets;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>Asks the car's shard, which has the latest fix in memory, and the fleet's zones.</summary>
public sealed class ShardVehicleFacts(IGrainFactory grains, IFleetCatalog catalog) : IVehicleFacts
{
    /// <inheritdoc/>
    public async ValueTask<VehicleFacts> Of(FleetId fleet, VehicleId vehicle, CancellationToken cancellation)
    {
        if (await catalog.Settings(fleet) is not { } settings) return VehicleFacts.None;
        var shard = grains.GetGrain<IVehicleShardGrain>(new ShardMap(settings.ShardCount).KeyOf(fleet, vehicle));
        var sighting = await shard.Sighting(vehicle, cancellation);
        var fix = sighting?.Fix;
        bool? isInZone = fix is { } known ? ZoneRules.Contains(await catalog.Zones(fleet), known.Position) : null;
        return new(fix, sighting?.Summary.IsContactable ?? true, isInZone);
    }
}
