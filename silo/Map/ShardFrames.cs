using FleetActors.Api.Map;
using FleetActors.Fleets;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Silo.Map;

/// <summary>
/// The live map's frames, made from the shards' arrays and never by waking vehicles. A car's index on the map is its slot
/// times the shard count plus its shard, so it needs no table. One frame serves all viewers of a second.
/// </summary>
public sealed class ShardFrames(IGrainFactory grains, IFleetCatalog catalog, TimeProvider clock) : IMapFrameSource, IDisposable
{
    private static readonly TimeSpan FrameAge = TimeSpan.FromMilliseconds(900);

    private readonly SemaphoreSlim _making = new(1);
    private volatile Made? _made;

    /// <inheritdoc/>
    public async ValueTask<MapFrame?> CurrentFrame(FleetId fleet, CancellationToken cancellation)
    {
        if (Fresh(fleet) is { } known) return known;
        if (await catalog.Settings(fleet) is not { } settings) return null;
        await _making.WaitAsync(cancellation);
        try
        {
            if (Fresh(fleet) is { } meanwhile) return meanwhile;
            var frame = await Make(fleet, settings.ShardCount, cancellation);
            _made = new(fleet, frame, clock.GetUtcNow());
            return frame;
        }
        finally
        {
            _making.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<CarInfo?> Car(FleetId fleet, int index, CancellationToken cancellation)
    {
        if (await catalog.Settings(fleet) is not { } settings || index < 0) return null;
        var (slot, shard) = Math.DivRem(index, settings.ShardCount);
        var page = await Shard(fleet, shard).Page(slot, 1, cancellation);
        if (page.Vehicles is not [var sighting]) return null;
        var vehicle = sighting.Registration.Id;
        var view = await grains.GetGrain<IVehicleGrain>(new VehicleKey(fleet, vehicle).ToString()).View(clock.GetUtcNow(), cancellation);
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
        if (await catalog.Settings(fleet) is not { } settings) return null;
        var shard = new ShardMap(settings.ShardCount).Of(vehicle);
        var known = await Shard(fleet, shard).Registration(vehicle, cancellation);
        return known is null ? null : known.Handle.Slot * settings.ShardCount + shard;
    }

    /// <inheritdoc/>
    public void Dispose() => _making.Dispose();

    private MapFrame? Fresh(FleetId fleet) =>
        _made is { } made && made.Fleet == fleet && clock.GetUtcNow() - made.At < FrameAge ? made.Frame : null;

    private async Task<MapFrame> Make(FleetId fleet, int shardCount, CancellationToken cancellation)
    {
        var shards = await Task.WhenAll(Enumerable.Range(0, shardCount).Select(shard => Shard(fleet, shard).Frame(cancellation)));
        var size = shards.Select((dots, shard) => dots.Length == 0 ? 0 : (MapDot.Read(dots.Span[^MapDot.Size..]).Slot + 1) * shardCount).Max();
        var frame = new Arrays(size);
        for (var shard = 0; shard < shardCount; shard++)
        {
            for (var dots = shards[shard].Span; !dots.IsEmpty; dots = dots[MapDot.Size..])
            {
                var dot = MapDot.Read(dots);
                frame.Put(dot.Slot * shardCount + shard, dot);
            }
        }
        return frame.ToFrame(clock.GetUtcNow());
    }

    private IVehicleShardGrain Shard(FleetId fleet, int shard) => grains.GetGrain<IVehicleShardGrain>(new ShardKey(fleet, shard).ToString());

    private static MapCarState State(VehicleStatus status) => status switch
    {
        VehicleStatus.Available => MapCarState.Available,
        VehicleStatus.Reserved => MapCarState.Reserved,
        VehicleStatus.OnTrip => MapCarState.OnTrip,
        VehicleStatus.Paused => MapCarState.Paused,
        VehicleStatus.OutOfService => MapCarState.OutOfService,
        _ => MapCarState.None,
    };

    private sealed record Made(FleetId Fleet, MapFrame Frame, DateTimeOffset At);

    private sealed class Arrays(int size)
    {
        private readonly int[] _latitudes = new int[size];
        private readonly int[] _longitudes = new int[size];
        private readonly byte[] _headings = new byte[size];
        private readonly byte[] _speeds = new byte[size];
        private readonly byte[] _charges = new byte[size];
        private readonly MapCarState[] _states = new MapCarState[size];

        public void Put(int index, MapDot dot)
        {
            _latitudes[index] = MapView.E6(dot.Latitude);
            _longitudes[index] = MapView.E6(dot.Longitude);
            _headings[index] = dot.Heading256;
            _speeds[index] = dot.SpeedKmh;
            _charges[index] = dot.ChargePercent;
            _states[index] = State(dot.Status);
        }

        public MapFrame ToFrame(DateTimeOffset time) => new()
        {
            Time = time,
            LatitudesE6 = _latitudes,
            LongitudesE6 = _longitudes,
            Headings = _headings,
            SpeedsKmh = _speeds,
            ChargesPercent = _charges,
            States = _states,
        };
    }
}
