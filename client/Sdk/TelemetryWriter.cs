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
    private readonly TelemetryWriterOptions _options;
    private readonly Lock _growing = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile TelemetryWriterLane[] _lanes = [];

    private TelemetryWriter(FleetHandle fleet, TelemetryWriterOptions options) => (_fleet, _options) = (fleet, options);

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
        var map = await fleet.Client.ShardsOf(fleet, cancellation);
        var writer = new TelemetryWriter(fleet, options);
        writer.LaneOf(map.ShardCount - 1);
        return writer;
    }

    /// <summary>A car, or null when it is not registered.</summary>
    public async Task<TelemetryWriterCar?> OpenAsync(VehicleId vehicle, CancellationToken cancellation = default) =>
        (await OpenAsync([vehicle], cancellation))[0];

    /// <summary>Cars in the order asked, null for one that is not registered.</summary>
    public async Task<ImmutableArray<TelemetryWriterCar?>> OpenAsync(ImmutableArray<VehicleId> vehicles, CancellationToken cancellation = default)
    {
        var map = await _fleet.Client.ShardsOf(_fleet, cancellation);
        var (handles, acknowledged) = (new VehicleHandle[vehicles.Length], new AcknowledgedFix[vehicles.Length]);
        foreach (var shard in Enumerable.Range(0, vehicles.Length).GroupBy(at => map.Of(vehicles[at])))
        {
            foreach (var some in shard.Chunk(IVehicleShardGrain.MaxPage))
            {
                var found = await LaneOf(shard.Key).HandlesAsync([.. some.Select(at => vehicles[at])], cancellation);
                for (var n = 0; n < some.Length; n++) (handles[some[n]], acknowledged[some[n]]) = (found[n], new());
            }
        }
        // Who writes his cars in the order in which he asked for them finds one beside the other in memory, and each lane its acknowledgements.
        return [.. vehicles.Select((vehicle, at) =>
            handles[at].Generation == 0 ? null : new TelemetryWriterCar(vehicle, handles[at], LaneOf(handles[at].Shard), acknowledged[at]))];
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

    /// <summary>The lane of a shard; those that are not there yet are made, for a fleet's shards may grow.</summary>
    private TelemetryWriterLane LaneOf(int shard)
    {
        var lanes = _lanes;
        if (shard < lanes.Length) return lanes[shard];
        lock (_growing)
        {
            for (lanes = _lanes; lanes.Length <= shard; lanes = _lanes)
                _lanes = [.. lanes, .. Enumerable.Range(lanes.Length, shard + 1 - lanes.Length).Select(at => new TelemetryWriterLane(_fleet, at, LaneOf, _options, _stop.Token))];
            return lanes[shard];
        }
    }
}
