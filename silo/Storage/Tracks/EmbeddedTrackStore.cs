using System.Collections.Concurrent;
using FleetActors.Tracks;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>
/// Tracks in files beside the embedded store. One thread journals and syncs what all fleets have buffered, about once a second and on
/// demand; one writes segments; one merges them and deletes old ones. A fleet's files are opened when it is first asked for.
/// </summary>
internal sealed partial class EmbeddedTrackStore : ITrackStore, IDisposable
{
    private static readonly TimeSpan ExpireEvery = TimeSpan.FromMinutes(10);
    private const long LargestBufferBytes = 1L << 30;

    private readonly string _directory;
    private readonly TrackOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TrackCounts _counts = new();
    private readonly ChunkPool _pool;
    private readonly ConcurrentDictionary<FleetId, Lazy<FleetTracks>> _fleets = new();
    private readonly Lock _waiting = new();
    private readonly AutoResetEvent _wakeSync = new(false);
    private readonly AutoResetEvent _wakeSealer = new(false);
    private readonly AutoResetEvent _wakeMerger = new(false);
    private readonly CancellationTokenSource _stop = new();
    private Thread[] _threads = [];
    private readonly Lock _sealing = new();
    private readonly SegmentSeal _seal = new();
    private TaskCompletionSource? _nextRound;
    private int _sealAsked;
    private volatile bool _isStopped;

    /// <summary>Touches no file: another silo may hold the directory. See <see cref="Start"/>.</summary>
    /// <param name="directory">Holds a directory for each fleet.</param>
    public EmbeddedTrackStore(string directory, TrackOptions options, TimeProvider clock, ILogger logger)
    {
        (_directory, _options, _clock, _logger) = (directory, options, clock, logger);
        var bytes = Math.Clamp(options.BufferBytes, 16L * TrackChunk.Bytes, LargestBufferBytes);
        _pool = new((int)(bytes / TrackChunk.Bytes), WakeSync);
    }

    /// <summary>Takes up what a crash left, and begins to write. To be called once, when this process holds the data directory's lock.</summary>
    public EmbeddedTrackStore Start()
    {
        _threads = [Begin("fleet-track-sync", SyncLoop), Begin("fleet-track-seal", SealLoop), Begin("fleet-track-merge", MergeLoop)];
        return this;
    }

    public TrackStatistics Statistics => _counts.Snapshot();

    public bool Keeps(FleetId fleet) => _options.For(fleet) is not null;

    public ITrackWriter? OpenShard(FleetId fleet, Func<int, VehicleId> vehicleOf)
    {
        try
        {
            return Find(fleet)?.AddShard(vehicleOf);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A shard must live without its tracks rather than not at all.
            _counts.Failed();
            NotOpened(_logger, fleet, error.Message);
            return null;
        }
    }

    public void Keep(FleetId fleet, VehicleId vehicle, in Fix fix)
    {
        try
        {
            Find(fleet)?.Keep(vehicle, fix);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The contract's own record has the fix; a rental must not fail for the copy of it in the track.
            _counts.Failed();
            NotOpened(_logger, fleet, error.Message);
        }
    }

    public void Missed(int fixes) => _counts.Took(kept: 0, sampled: 0, dropped: fixes);

    public Task Durable(CancellationToken cancellation)
    {
        Task round;
        lock (_waiting)
        {
            ObjectDisposedException.ThrowIf(_isStopped, this);
            round = (_nextRound ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            _wakeSync.Set();
        }
        return round.WaitAsync(cancellation);
    }

    public IReadOnlyList<TrackPoint> Read(FleetId fleet, VehicleId vehicle, long fromMs, long toMs, int limit, CancellationToken cancellation) =>
        Find(fleet)?.Read(TrackKey.Of(vehicle), Math.Max(fromMs, KeptFrom(fleet)), toMs, limit, cancellation) ?? [];

    /// <summary>The segments of a fleet.</summary>
    public IReadOnlyList<SegmentInfo> Segments(FleetId fleet) => Find(fleet)?.Segments ?? [];

    /// <summary>Returns when all that a fleet has buffered lies in a segment, and merges have been made.</summary>
    public void Seal(FleetId fleet)
    {
        if (Find(fleet) is not { } tracks) return;
        lock (_sealing)
        {
            tracks.Seal(_seal); // What was handed over before.
            Volatile.Write(ref _sealAsked, 1);
            Durable(CancellationToken.None).GetAwaiter().GetResult();
            tracks.Seal(_seal);
        }
        _wakeMerger.Set();
    }

    /// <summary>Syncs what is buffered and stops.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            if (_isStopped) return;
            _isStopped = true; // Whoever waits by now is in the last round.
        }
        _stop.Cancel();
        _wakeSync.Set();
        _wakeSealer.Set();
        _wakeMerger.Set();
        foreach (var thread in _threads) thread.Join();
        foreach (var fleet in Opened()) fleet.Tracks.Close();
        _counts.Dispose();
        _stop.Dispose();
        _wakeSync.Dispose();
        _wakeSealer.Dispose();
        _wakeMerger.Dispose();
    }

    private void WakeSync()
    {
        lock (_waiting)
        {
            if (!_isStopped) _wakeSync.Set();
        }
    }

    private static Thread Begin(string name, ThreadStart run)
    {
        var thread = new Thread(run) { Name = name, IsBackground = true };
        thread.Start();
        return thread;
    }

    private FleetTracks? Find(FleetId fleet)
    {
        ObjectDisposedException.ThrowIf(_isStopped, this);
        return Keeps(fleet) ? Open(fleet) : null;
    }

    private FleetTracks Open(FleetId fleet)
    {
        var opening = _fleets.GetOrAdd(fleet, id => new(() =>
            FleetTracks.Open(Path.Combine(_directory, FleetFolderName.Of(id)), _options.SettingsOf(id), _pool, _counts, _logger)));
        try
        {
            return opening.Value;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _fleets.TryRemove(new(fleet, opening)); // The next one tries again.
            throw;
        }
    }

    /// <summary>A late fix lies in a file of later ones and leaves the disk with them; to be read it is gone when its time is over.</summary>
    private long KeptFrom(FleetId fleet) => fleet.IsSimulated
        ? 0
        : Math.Max(0, TrackPoint.Milliseconds(_clock.GetUtcNow()) - (long)_options.SettingsOf(fleet).Retention.TotalMilliseconds);

    private IEnumerable<(FleetId Id, FleetTracks Tracks)> Opened() =>
        _fleets.Where(fleet => fleet.Value.IsValueCreated).Select(fleet => (fleet.Key, fleet.Value.Value));

    private void SyncLoop()
    {
        var sealedAt = _clock.GetTimestamp();
        while (!_isStopped)
        {
            _wakeSync.WaitOne(_options.SyncEvery);
            var isDue = _clock.GetElapsedTime(sealedAt) >= _options.SealEvery;
            if (isDue) sealedAt = _clock.GetTimestamp();
            var isAsked = Interlocked.Exchange(ref _sealAsked, 0) == 1;
            SyncAll(rotate: isDue || isAsked || _pool.IsHalfUsed);
        }
        SyncAll(rotate: false);
    }

    private void SyncAll(bool rotate)
    {
        TaskCompletionSource? waiting;
        lock (_waiting) (waiting, _nextRound) = (_nextRound, null);
        Exception? failure = null;
        foreach (var (_, tracks) in Opened())
        {
            try
            {
                tracks.Sync(rotate);
            }
            catch (IOException error)
            {
                failure = error;
                _counts.Failed();
                NotDurable(_logger, error.Message);
            }
        }
        if (rotate || failure is not null) _wakeSealer.Set(); // what the journal failed to take is safe in a segment
        if (failure is null) waiting?.SetResult();
        else waiting?.SetException(failure);
    }

    private void SealLoop()
    {
        while (!_isStopped)
        {
            _wakeSealer.WaitOne();
            lock (_sealing)
            {
                foreach (var (_, tracks) in Opened()) Try(() => tracks.Seal(_seal));
            }
            _wakeMerger.Set();
        }
    }

    private void MergeLoop()
    {
        Try(OpenAll);
        while (!_isStopped)
        {
            foreach (var (id, tracks) in Opened())
            {
                Try(() => tracks.Merge(_stop.Token));
                Try(() => Expire(id, tracks));
            }
            _wakeMerger.WaitOne(ExpireEvery);
        }
    }

    /// <summary>What a crash left is taken up, and old tracks are deleted, also of fleets that are silent or have been switched off.</summary>
    private void OpenAll()
    {
        if (!Directory.Exists(_directory)) return;
        foreach (var path in Directory.EnumerateDirectories(_directory))
        {
            if (_isStopped) return;
            if (FleetFolderName.TryParse(Path.GetFileName(path), out var fleet)) Try(() => Open(fleet));
        }
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // Tried again next time. Meanwhile memory fills, and what does not fit is dropped and counted.
            _counts.Failed();
            NotStored(_logger, error.Message);
        }
    }

    private void Expire(FleetId id, FleetTracks tracks)
    {
        var now = id.IsSimulated && tracks.Segments is { Count: > 0 } segments
            ? segments.Max(segment => segment.LastMs)
            : TrackPoint.Milliseconds(_clock.GetUtcNow());
        if (tracks.Expire(now) is > 0 and var deleted) Expired(_logger, deleted, id);
    }

    [LoggerMessage(1, LogLevel.Error, "Tracks could not be made durable. {Error}")]
    private static partial void NotDurable(ILogger logger, string error);

    [LoggerMessage(2, LogLevel.Error, "Segments of tracks could not be written; it is tried again. {Error}")]
    private static partial void NotStored(ILogger logger, string error);

    [LoggerMessage(3, LogLevel.Information, "{Segments} segments of fleet {Fleet} were older than its tracks are kept and are deleted.")]
    private static partial void Expired(ILogger logger, int segments, FleetId fleet);

    [LoggerMessage(4, LogLevel.Error, "The tracks of fleet {Fleet} could not be opened: it goes on without them. {Error}")]
    private static partial void NotOpened(ILogger logger, FleetId fleet, string error);
}
