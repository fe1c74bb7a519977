using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Telemetry;
using FleetActors.Tracks;
using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>Asks the car's shard, which has the latest fix in memory, and the fleet's zones.</summary>
public sealed class ShardVehicleFacts(IGrainFactory grains, IFleetCatalog catalog, ITrackStore tracks) : IVehicleFacts
{
    private readonly GrainAddress<IVehicleShardGrain> _shards = new(grains);

    /// <inheritdoc/>
    public async ValueTask<VehicleFacts> Of(FleetId fleet, VehicleId vehicle, GeoPoint? place, CancellationToken cancellation)
    {
        if (await catalog.Settings(fleet) is not { } settings) return VehicleFacts.None;
        var shard = _shards.Of(new ShardMap(settings.ShardCount).KeyOf(fleet, vehicle));
        var sighting = await shard.Sighting(vehicle, cancellation);
        var fix = sighting?.Fix;
        if (fix is { } found) tracks.Keep(fleet, vehicle, found); // An invoice line may name it. Durable with the contract's own event.
        bool? isInZone = (place ?? fix?.Position) is { } stands ? ZoneRules.Contains(await catalog.Zones(fleet), stands) : null;
        return new(fix, sighting?.Summary.IsContactable ?? true, isInZone);
    }
}
