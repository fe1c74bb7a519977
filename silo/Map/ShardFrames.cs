using System.Collections.Concurrent;
using FleetActors.Api.Map;
using FleetActors.Fleets;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Silo.Map;

/// <summary>
/// The live map's frames, made from the shards' arrays and never by waking vehicles. A car's index on the map is its slot
/// times the shard count plus its shard, so it needs no table; when shards are split, cars get other indices once. One frame serves all viewers of a second, in memory that is used
/// again for a later one.
/// </summary>
public sealed class ShardFrames : IMapFrameSource, IDisposable
{
    private static readonly TimeSpan FrameAge = TimeSpan.FromMilliseconds(900);

    /// <summary>A fleet that nobody has looked at for so long keeps no frames.</summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);

    private readonly IGrainFactory _grains;
    private readonly IFleetCatalog _catalog;
    private readonly LocalShards _local;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<FleetId, FleetFrames> _fleets = new();
    private readonly ITimer _idle;

    /// <summary>Frames of every fleet of the cluster; shards of this silo are read without a call.</summary>
    public ShardFrames(IGrainFactory grains, IFleetCatalog catalog, LocalShards local, TimeProvider clock)
    {
        (_grains, _catalog, _local, _clock) = (grains, catalog, local, clock);
        _idle = clock.CreateTimer(_ => ForgetIdle(), null, IdleTime, IdleTime);
    }

    /// <inheritdoc/>
    public async ValueTask<MapFrame?> CurrentFrame(FleetId fleet, CancellationToken cancellation)
    {
        if (_fleets.TryGetValue(fleet, out var known) && Fresh(known) is { } frame) return frame;
        if (await _catalog.Settings(fleet) is not { } settings) return null;
        var frames = _fleets.GetOrAdd(fleet, static _ => new());
        await frames.Making.WaitAsync(cancellation);
        try
        {
            return Fresh(frames) ?? frames.Publish(await Make(frames, fleet, settings.ShardCountAt(_clock.GetUtcNow()), cancellation));
        }
        finally
        {
            frames.Making.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<CarInfo?> Car(FleetId fleet, int index, CancellationToken cancellation)
    {
        if (await _catalog.Settings(fleet) is not { } settings || index < 0) return null;
        var (slot, shard) = Math.DivRem(index, settings.ShardCountAt(_clock.GetUtcNow()));
        var page = await Shard(fleet, shard).Page(slot, 1, cancellation);
        if (page.Vehicles is not [var sighting]) return null;
        var vehicle = sighting.Registration.Id;
        var view = await _grains.GetGrain<IVehicleGrain>(new VehicleKey(fleet, vehicle).ToString()).View(_clock.GetUtcNow(), cancellation);
        return new(
            vehicle,
            sighting.Registration.Plate,
            $"{sighting.Registration.Make} {sighting.Registration.Model}",
            State(sighting.Summary.Status),
            sighting.Fix?.OdometerMetres ?? sighting.Registration.OdometerMetres,
            view.Value?.Current?.Contract,
            sighting.Fix?.At);
    }

    /// <inheritdoc/>
    public async ValueTask<int?> IndexOf(FleetId fleet, VehicleId vehicle, CancellationToken cancellation)
    {
        if (await _catalog.Settings(fleet) is not { } settings) return null;
        var map = settings.ShardsAt(_clock.GetUtcNow());
        var known = await Shard(fleet, map.Of(vehicle)).Registration(vehicle, cancellation);
        return known is null ? null : known.Handle.Slot * map.ShardCount + known.Handle.Shard;
    }

    /// <inheritdoc/>
    public void Dispose() => _idle.Dispose();

    private MapFrame? Fresh(FleetFrames frames) => frames.Newest is { } newest && _clock.GetUtcNow() - newest.Time < FrameAge ? newest : null;

    private void ForgetIdle()
    {
        foreach (var (fleet, frames) in _fleets)
        {
            if (frames.Newest is { } newest && _clock.GetUtcNow() - newest.Time > IdleTime) _fleets.TryRemove(new(fleet, frames));
        }
    }

    private async Task<MapFrame> Make(FleetFrames frames, FleetId fleet, int shardCount, CancellationToken cancellation)
    {
        var arrays = frames.Begin();
        List<Task<ReadOnlyMemory<byte>>> elsewhere = [];
        List<int> asked = [];
        for (var shard = 0; shard < shardCount; shard++)
        {
            if (_local.Of(new(fleet, shard)) is { } slots)
            {
                arrays.Put(slots, shard, shardCount);
                continue;
            }
            asked.Add(shard);
            elsewhere.Add(Shard(fleet, shard).Frame(cancellation));
        }
        foreach (var (shard, dots) in asked.Zip(await Task.WhenAll(elsewhere))) arrays.Put(dots.Span, shard, shardCount);
        return arrays.ToFrame(_clock.GetUtcNow());
    }

    private IVehicleShardGrain Shard(FleetId fleet, int shard) => _grains.GetGrain<IVehicleShardGrain>(new ShardKey(fleet, shard).ToString());

    internal static MapCarState State(VehicleStatus status) => status switch
    {
        VehicleStatus.Available => MapCarState.Available,
        VehicleStatus.Reserved => MapCarState.Reserved,
        VehicleStatus.OnTrip => MapCarState.OnTrip,
        VehicleStatus.Paused => MapCarState.Paused,
        VehicleStatus.OutOfService => MapCarState.OutOfService,
        _ => MapCarState.None,
    };
}
