using System.Diagnostics.Metrics;
using FleetActors.Tracks;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>Counts what a track store does; published as metrics.</summary>
internal sealed class TrackCounts : IDisposable
{
    private readonly Meter _meter = new("FleetActors.Storage.Tracks");
    private long _kept;
    private long _sampled;
    private long _dropped;
    private long _stored;
    private long _syncs;
    private long _failures;

    public TrackCounts()
    {
        _meter.CreateObservableCounter("fleet_tracks_kept", () => Volatile.Read(ref _kept), "{point}", "Points taken in");
        _meter.CreateObservableCounter("fleet_tracks_sampled", () => Volatile.Read(ref _sampled), "{fix}", "Fixes left out by sampling");
        _meter.CreateObservableCounter("fleet_tracks_dropped", () => Volatile.Read(ref _dropped), "{fix}", "Fixes left out because the disk did not follow");
        _meter.CreateObservableCounter("fleet_tracks_syncs", () => Volatile.Read(ref _syncs), "{sync}", "Times that points were made durable");
        _meter.CreateObservableCounter("fleet_tracks_failures", () => Volatile.Read(ref _failures), "{failure}", "Writes or syncs that failed");
        _meter.CreateObservableGauge("fleet_tracks_buffered", () => Snapshot().Buffered, "{point}", "Points that are not yet in a segment");
    }

    public void Took(int kept, int sampled, int dropped)
    {
        if (kept > 0) Interlocked.Add(ref _kept, kept);
        if (sampled > 0) Interlocked.Add(ref _sampled, sampled);
        if (dropped > 0) Interlocked.Add(ref _dropped, dropped);
    }

    public void Stored(long points) => Interlocked.Add(ref _stored, points);

    public void Synced() => Interlocked.Increment(ref _syncs);

    public void Failed() => Interlocked.Increment(ref _failures);

    public TrackStatistics Snapshot() => new(
        Volatile.Read(ref _kept), Volatile.Read(ref _sampled), Volatile.Read(ref _dropped),
        Volatile.Read(ref _kept) - Volatile.Read(ref _stored), Volatile.Read(ref _syncs), Volatile.Read(ref _failures));

    public void Dispose() => _meter.Dispose();
}
