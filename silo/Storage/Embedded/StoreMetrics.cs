using System.Diagnostics.Metrics;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>A store's counts since it was opened.</summary>
/// <param name="Writes">Rows made durable.</param>
/// <param name="Batches">Syncs that made them durable.</param>
/// <param name="Bytes">Bytes given to the log.</param>
/// <param name="Queued">Writes waiting now.</param>
/// <param name="SyncTotal">Time spent writing and syncing.</param>
/// <param name="SyncLongest">The longest single write and sync.</param>
public sealed record StoreStatistics(long Writes, long Batches, long Bytes, int Queued, TimeSpan SyncTotal, TimeSpan SyncLongest);

/// <summary>Counts what the committer does. Written by one thread, read by any.</summary>
internal sealed class StoreMetrics : IDisposable
{
    private readonly Meter _meter = new("FleetActors.Storage.Embedded");
    private readonly Histogram<double> _syncMilliseconds;
    private long _writes;
    private long _batches;
    private long _bytes;
    private long _syncTicks;
    private long _longestTicks;

    public StoreMetrics(Func<int> queued)
    {
        _syncMilliseconds = _meter.CreateHistogram<double>("fleet_store_sync", "ms", "Time to write and sync one batch");
        _meter.CreateObservableCounter("fleet_store_writes", () => Volatile.Read(ref _writes), "{write}", "Rows made durable");
        _meter.CreateObservableCounter("fleet_store_batches", () => Volatile.Read(ref _batches), "{batch}", "Syncs that made rows durable");
        _meter.CreateObservableCounter("fleet_store_log_bytes", () => Volatile.Read(ref _bytes), "By", "Bytes given to the log");
        _meter.CreateObservableGauge("fleet_store_queued", queued, "{write}", "Writes waiting for the committer");
    }

    public void Committed(int writes, int bytes, TimeSpan took)
    {
        Volatile.Write(ref _writes, _writes + writes);
        Volatile.Write(ref _batches, _batches + 1);
        Volatile.Write(ref _bytes, _bytes + bytes);
        Volatile.Write(ref _syncTicks, _syncTicks + took.Ticks);
        Volatile.Write(ref _longestTicks, Math.Max(_longestTicks, took.Ticks));
        _syncMilliseconds.Record(took.TotalMilliseconds);
    }

    public StoreStatistics Snapshot(int queued) => new(
        Volatile.Read(ref _writes), Volatile.Read(ref _batches), Volatile.Read(ref _bytes), queued,
        TimeSpan.FromTicks(Volatile.Read(ref _syncTicks)), TimeSpan.FromTicks(Volatile.Read(ref _longestTicks)));

    public void Dispose() => _meter.Dispose();
}
