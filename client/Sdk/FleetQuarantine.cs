using FleetActors.Telemetry;

namespace FleetActors.Sdk;

/// <summary>Fixes that were not believed.</summary>
public static class FleetQuarantine
{
    /// <summary>Those of a vehicle since its shard started, or null when there are none.</summary>
    public static async Task<CarQuarantine?> Quarantine(this FleetVehicle vehicle, CancellationToken cancellation = default)
    {
        var fleet = vehicle.Fleet;
        var shards = await fleet.Client.ShardsOf(fleet, cancellation);
        var shard = fleet.Client.Grains.Of<IVehicleShardGrain>(shards.KeyOf(fleet.Id, vehicle.Id));
        return await fleet.Ask(token => shard.Quarantine(vehicle.Id, token), cancellation);
    }
}
