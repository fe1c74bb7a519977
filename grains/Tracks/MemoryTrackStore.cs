using System.Runtime.InteropServices;
using FleetActors.Telemetry;
using Microsoft.Extensions.Options;

namespace FleetActors.Tracks;

/// <summary>
/// Tracks in memory only, for tests and pure simulation. When <see cref="TrackOptions.BufferBytes"/> are full, the oldest arrivals make room.
/// </summary>
public sealed class MemoryTrackStore(IOptions<TrackOptions> options) : ITrackStore
{
    private const int PartPoints = 64;
    private const int PointBytes = 40;

    private readonly Lock _lock = new();
    private readonly Dictionary<(FleetId Fleet, ulong Car), List<List<TrackPoint>>> _cars = [];
    private readonly Queue<(FleetId Fleet, ulong Car)> _oldest = [];
    private long _kept;
    private long _sampled;
    private long _forgotten;

    /// <inheritdoc/>
    public TrackStatistics Statistics
    {
        get
        {
            lock (_lock) return new(_kept, _sampled, _forgotten, _kept - _forgotten, 0, 0);
        }
    }

    /// <inheritdoc/>
    public bool Keeps(FleetId fleet) => options.Value.For(fleet) is not null;

    /// <inheritdoc/>
    public ITrackWriter? OpenShard(FleetId fleet, Func<int, VehicleId> vehicleOf) =>
        options.Value.For(fleet) is { } settings ? new Writer(this, fleet, new SlotMemory(vehicleOf, settings.Sampling)) : null;

    /// <inheritdoc/>
    public void Keep(FleetId fleet, VehicleId vehicle, in Fix fix)
    {
        if (!Keeps(fleet)) return;
        lock (_lock) Add(fleet, TrackKey.Of(vehicle), TrackPoint.Of(new PackedFix(fix)));
    }

    /// <inheritdoc/>
    public void Missed(int fixes)
    {
        // Memory can always be opened.
    }

    /// <inheritdoc/>
    public Task Durable(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public IReadOnlyList<TrackPoint> Read(FleetId fleet, VehicleId vehicle, long fromMs, long toMs, int limit, CancellationToken cancellation)
    {
        List<TrackPoint> found;
        lock (_lock)
        {
            if (!_cars.TryGetValue((fleet, TrackKey.Of(vehicle)), out var parts)) return [];
            found = [.. parts.SelectMany(part => part).Where(point => point.AtMs >= fromMs && point.AtMs <= toMs)];
        }
        TrackOrder.Sort(found);
        if (found.Count > limit) found.RemoveRange(limit, found.Count - limit);
        return found;
    }

    private void Add(FleetId fleet, ulong car, in TrackPoint point)
    {
        ref var parts = ref CollectionsMarshal.GetValueRefOrAddDefault(_cars, (fleet, car), out _);
        parts ??= [];
        if (parts.Count == 0 || parts[^1].Count == PartPoints)
        {
            parts.Add([]);
            _oldest.Enqueue((fleet, car));
        }
        parts[^1].Add(point);
        _kept++;
        while (_oldest.Count > Math.Max(1, options.Value.BufferBytes / (PartPoints * PointBytes))) ForgetOldest();
    }

    private void ForgetOldest()
    {
        var key = _oldest.Dequeue();
        var parts = _cars[key];
        _forgotten += parts[0].Count;
        parts.RemoveAt(0);
        if (parts.Count == 0) _cars.Remove(key);
    }

    private sealed class Writer(MemoryTrackStore store, FleetId fleet, SlotMemory cars) : ITrackWriter
    {
        public void Append(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes)
        {
            lock (store._lock)
            {
                for (var i = 0; i < slots.Length; i++)
                {
                    var point = TrackPoint.Of(fixes[i]);
                    if (cars.Keeps(slots[i], point)) store.Add(fleet, cars.Key(slots[i]), point);
                    else store._sampled++;
                }
            }
        }

        public void Dispose()
        {
            // Nothing is held beyond the store's own memory.
        }
    }
}
