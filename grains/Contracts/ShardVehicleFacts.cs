using FleetActors.Fleets;
using FleetActors.Records;
using FleetActors.Telemetry;
using FleetActors.Tracks;
using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>Reads the car's latest fix from its shard, without a call where the shard is on this silo, and the fleet's zones.</summary>
public sealed class ShardVehicleFacts(IGrainFactory grains, LocalShards local, IFleetCatalog catalog, ITrackStore tracks, TimeProvider clock) : IVehicleFacts
{
    private readonly GrainAddress<IVehicleShardGrain> _shards = new(grains);

    /// <inheritdoc/>
    public async ValueTask<VehicleFacts> Of(FleetId fleet, VehicleId vehicle, GeoPoint? place, CancellationToken cancellation)
    {
        if (await catalog.Settings(fleet) is not { } settings) return VehicleFacts.None;
        var shard = new ShardKey(fleet, settings.ShardsAt(clock.GetUtcNow()).Of(vehicle));
        if (!local.TryRead(shard, vehicle, out var sighting)) sighting = await _shards.Of(shard.ToString()).Sighting(vehicle, cancellation);
        var fix = sighting?.Fix;
        if (fix is { } found) tracks.Keep(fleet, vehicle, found); // An invoice line may name it. Synced within a second, not awaited.
        bool? isInZone = (place ?? fix?.Position) is { } stands ? ZoneRules.Contains(await catalog.Zones(fleet), stands) : null;
        return new(fix, sighting?.Summary.IsContactable ?? true, isInZone);
    }

    /// <inheritdoc/>
    public async Task<VehicleFacts?> FirstAfter(FleetId fleet, VehicleId vehicle, DateTimeOffset at, CancellationToken cancellation)
    {
        if (await catalog.Settings(fleet) is not { } settings) return null;
        var shard = new ShardKey(fleet, settings.ShardsAt(clock.GetUtcNow()).Of(vehicle));
        if ((await _shards.Of(shard.ToString()).Sighting(vehicle, cancellation))?.Fix is not { } latest || latest.At < at) return null;
        var from = TrackPoint.Milliseconds(at) + 1; // points are rounded down, so one of this very millisecond may lie before
        var points = await Task.Run(() => tracks.Read(fleet, vehicle, from, TrackPoint.MaxAtMs, limit: 1, cancellation), cancellation);
        var first = points is [var point, ..] ? point.ToFix() : latest;
        return new(first, true, ZoneRules.Contains(await catalog.Zones(fleet), first.Position));
    }
}
