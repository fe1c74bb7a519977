using System.Collections.Immutable;
using FleetActors.Telemetry;

namespace FleetActors.Sdk;

/// <summary>
/// Sends fixes to a fleet's shards: grouped by shard, in batches by size and age, in order for each car. Bounded: when a shard
/// falls behind, <see cref="WriteAsync"/> completes later, which tells its caller to slow down. A call that fails is repeated
/// until it is answered. When a shard has crashed, what it had acknowledged and forgotten is sent to it again, so that a car's
/// latest fix is never older than its last acknowledged one. Needs memory for each opened car and each shard's batches only.
/// Safe for concurrent use; fixes of one car must come from one caller at a time to keep their order.
/// </summary>
public sealed class TelemetryWriter : IAsyncDisposable
{
    private readonly FleetHandle _fleet;
    private readonly ShardMap _map;
    private readonly TelemetryWriterLane[] _lanes;
    private readonly CancellationTokenSource _stop = new();

    private TelemetryWriter(FleetHandle fleet, ShardMap map, TelemetryWriterOptions options)
    {
        (_fleet, _map) = (fleet, map);
        _lanes = [.. Enumerable.Range(0, map.ShardCount).Select(shard => new TelemetryWriterLane(fleet, shard, options, _stop.Token))];
    }

    /// <summary>What was done so far.</summary>
    public TelemetryCounters Counters => _lanes.Aggregate(default(TelemetryCounters), (sum, lane) => sum + lane.Counters);

    /// <summary>A writer for a fleet that exists.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static async Task<TelemetryWriter> OpenAsync(FleetHandle fleet, TelemetryWriterOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BatchSize, IVehicleShardGrain.MaxFixes);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatches, 2);
        return new(fleet, await fleet.Client.ShardsOf(fleet, cancellation), options);
    }

    /// <summary>A car, or null when it is not registered.</summary>
    public async Task<TelemetryWriterCar?> OpenAsync(VehicleId vehicle, CancellationToken cancellation = default) =>
        (await OpenAsync([vehicle], cancellation))[0];

    /// <summary>Cars in the order asked, null for one that is not registered.</summary>
    public async Task<ImmutableArray<TelemetryWriterCar?>> OpenAsync(ImmutableArray<VehicleId> vehicles, CancellationToken cancellation = default)
    {
        var (handles, acknowledged) = (new VehicleHandle[vehicles.Length], new AcknowledgedFix[vehicles.Length]);
        foreach (var shard in Enumerable.Range(0, vehicles.Length).GroupBy(at => _map.Of(vehicles[at])))
        {
            foreach (var some in shard.Chunk(IVehicleShardGrain.MaxPage))
            {
                var found = await _lanes[shard.Key].HandlesAsync([.. some.Select(at => vehicles[at])], cancellation);
                for (var n = 0; n < some.Length; n++) (handles[some[n]], acknowledged[some[n]]) = (found[n], new());
            }
        }
        // Who writes his cars in the order in which he asked for them finds one beside the other in memory, and each lane its acknowledgements.
        return [.. vehicles.Select((vehicle, at) =>
            handles[at].Generation == 0 ? null : new TelemetryWriterCar(vehicle, handles[at], _lanes[_map.Of(vehicle)], acknowledged[at]))];
    }

    /// <summary>
    /// Hands a fix over. Completes at once while there is room, later when the car's shard falls behind. That it completed does
    /// not mean that the fix has arrived: see <see cref="FlushAsync"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The writer was closed.</exception>
    public ValueTask WriteAsync(TelemetryWriterCar car, Fix fix, CancellationToken cancellation = default) =>
        car.Lane.WriteAsync(car, new PackedFix(fix), cancellation);

    /// <summary>Completes when everything written before is acknowledged.</summary>
    public Task FlushAsync(CancellationToken cancellation = default) => Task.WhenAll(_lanes.Select(lane => lane.FlushAsync(cancellation)));

    /// <summary>Closes it. What is not acknowledged by then may be lost: flush before.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_lanes.Select(lane => lane.Ended));
        _stop.Dispose();
    }

    internal FleetHandle Fleet => _fleet;
}
