using FleetActors.Tracks;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>
/// One fleet's tracks: buffers that shards fill, the journal that makes them durable, and segments. One thread calls <see cref="Sync"/>,
/// one <see cref="Seal"/>, one <see cref="Merge"/> and <see cref="Expire"/>; the rest is for anybody.
/// </summary>
internal sealed class FleetTracks
{
    private const long WindowMs = 6 * 3_600_000;

    private readonly string _directory;
    private readonly FleetTrackSettings _settings;
    private readonly ChunkPool _pool;
    private readonly TrackCounts _counts;
    private readonly Lock _lock = new();
    private readonly List<ShardBuffer> _buffers = [];
    private readonly List<PendingPoints> _pending = [];
    private List<Segment> _segments;
    private MoneyBuffer _money;
    private SealedGeneration? _sealing;
    private TrackJournal? _journal;
    private bool _journalFailed;
    private readonly HashSet<long> _damaged = [];
    private long _generation;

    private FleetTracks(FleetDirectory found, FleetTrackSettings settings, ChunkPool pool, TrackCounts counts)
    {
        (_directory, _settings, _pool, _counts) = (found.Path, settings, pool, counts);
        (_segments, _generation) = (found.Segments, found.NextGeneration);
        _money = new(pool, counts);
    }

    /// <summary>Opens a fleet's directory, and takes up what a crash left.</summary>
    public static FleetTracks Open(string directory, FleetTrackSettings settings, ChunkPool pool, TrackCounts counts, ILogger logger) =>
        new(FleetDirectory.Open(directory, logger), settings, pool, counts);

    /// <summary>Whether points wait for their segment.</summary>
    public bool IsSealing
    {
        get
        {
            lock (_lock) return _sealing is not null;
        }
    }

    /// <summary>The segments, by generation.</summary>
    public IReadOnlyList<SegmentInfo> Segments
    {
        get
        {
            lock (_lock) return [.. _segments.Select(segment => segment.Info)];
        }
    }

    /// <summary>A way in for a shard.</summary>
    public ITrackWriter AddShard(Func<int, VehicleId> vehicleOf)
    {
        var buffer = new ShardBuffer(new SlotMemory(vehicleOf, _settings.Sampling), _pool, _counts);
        lock (_lock) _buffers.Add(buffer);
        return buffer;
    }

    /// <summary>Takes a point in on which money depends.</summary>
    public void Keep(VehicleId vehicle, in Fix fix)
    {
        lock (_lock) _money.Append(vehicle, fix);
    }

    /// <summary>Makes everything durable that was appended before; with <paramref name="rotate"/> hands it over to be sealed as well.</summary>
    /// <exception cref="IOException">Something may not be durable.</exception>
    public void Sync(bool rotate)
    {
        _pending.Clear();
        if (_journalFailed && IsSealing) throw new IOException($"The journal of {_directory} failed, and what it held is not in a segment yet.");
        if (_journalFailed || (rotate && !IsSealing))
        {
            Rotate();
            DemandDurable();
            return;
        }
        lock (_lock)
        {
            _money.Buffer.TakePending(_pending);
            foreach (var buffer in _buffers) buffer.TakePending(_pending);
        }
        Write();
        DemandDurable();
    }

    /// <summary>Writes what was handed over into a segment.</summary>
    /// <exception cref="IOException">It stays in memory.</exception>
    public void Seal(SegmentSeal seal)
    {
        if (_sealing is not { IsJournaled: true } sealing) return;
        var info = seal.Write(_directory, sealing.Number, sealing.Parts);
        var segment = Segment.Open(Path.Combine(_directory, info.FileName));
        lock (_lock)
        {
            _segments = [.. _segments, segment];
            _sealing = null;
        }
        File.Delete(Path.Combine(_directory, FleetDirectory.JournalName(sealing.Number)));
        foreach (var part in sealing.Parts)
        {
            _counts.Stored(part.Points);
            _pool.Return(part.Chunks);
        }
    }

    /// <summary>Merges segments while there is reason to.</summary>
    public void Merge(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && MergePlan.Next(Segments, _damaged) is var (first, count))
        {
            Segment[] some;
            lock (_lock) some = [.. _segments.Skip(first).Take(count)];
            SegmentInfo? merged;
            try
            {
                merged = SegmentMerge.Run(_directory, some, stop);
            }
            catch (InvalidDataException)
            {
                // The damaged ones stay as they are, and fail the questions that need them; the others go on without them.
                var damaged = some.Where(segment => !SegmentMerge.IsReadable(segment)).Select(segment => segment.Info.FromGeneration).ToArray();
                if (damaged.Length == 0) throw;
                _damaged.UnionWith(damaged);
                _counts.Failed();
                continue;
            }
            if (merged is not { } info) return;
            Replace(some, Segment.Open(Path.Combine(_directory, info.FileName)));
        }
    }

    /// <summary>Deletes the segments that hold only older points than the fleet keeps.</summary>
    /// <param name="nowMs">Now; a simulated fleet's is its latest point.</param>
    public int Expire(long nowMs)
    {
        var before = nowMs - (long)_settings.Retention.TotalMilliseconds;
        Segment[] old;
        lock (_lock)
        {
            old = [.. _segments.Where(segment => segment.Info.LastMs < before)];
            _segments = [.. _segments.Except(old)];
        }
        foreach (var segment in old) segment.Remove();
        return old.Length;
    }

    /// <summary>A car's points of a time, oldest first, at most <paramref name="limit"/>.</summary>
    public List<TrackPoint> Read(ulong key, long fromMs, long toMs, int limit, CancellationToken cancellation)
    {
        var buffered = new List<TrackPoint>();
        List<Segment> segments;
        lock (_lock)
        {
            // Under the lock, since a rotation must not move points from one place to the other meanwhile.
            _money.Buffer.Find(key, buffered);
            foreach (var buffer in _buffers) buffer.Find(key, buffered);
            _sealing?.Find(key, buffered);
            segments = _segments;
            foreach (var segment in segments) segment.Use();
        }
        try
        {
            return ReadWindows(segments, buffered, key, fromMs, toMs, limit, cancellation);
        }
        finally
        {
            foreach (var segment in segments) segment.EndUse();
        }
    }

    /// <summary>Closes the files. What is buffered lies in the journal and is sealed at the next opening.</summary>
    public void Close()
    {
        _journal?.Dispose();
        lock (_lock)
        {
            foreach (var segment in _segments) segment.EndUse();
            _segments = [];
        }
    }

    /// <summary>Hands everything over to be sealed. What the journal has not had yet is synced to it first.</summary>
    private void Rotate()
    {
        var parts = new List<SealedPart>();
        lock (_lock)
        {
            foreach (var buffer in _buffers.Append(_money.Buffer))
            {
                if (buffer.Detach(_pending) is { } part) parts.Add(part);
            }
            _buffers.RemoveAll(buffer => buffer.IsClosed && buffer.IsEmpty);
            _money = new(_pool, _counts);
            if (parts.Count > 0) _sealing = new(_generation, parts);
        }
        var sealing = _sealing;
        var hasFailed = _journalFailed;
        try
        {
            if (_journalFailed && _pending.Count > 0) throw new IOException($"The journal of {_directory} failed; what came since is durable once it is in a segment.");
            Write();
        }
        finally
        {
            _journal?.Dispose();
            sealing?.IsAtRisk = hasFailed || _journalFailed;
            (_journal, _journalFailed) = (null, false);
            if (parts.Count > 0) _generation++;
            sealing?.IsJournaled = true;
        }
    }

    /// <summary>What a failed journal should have held is durable only once it is in a segment.</summary>
    private void DemandDurable()
    {
        if (_sealing is { IsAtRisk: true }) throw new IOException($"The journal of {_directory} failed, and what it held is not in a segment yet.");
    }

    private void Write()
    {
        if (_pending.Count == 0) return;
        try
        {
            if (_journal is null)
            {
                _journal = TrackJournal.Create(Path.Combine(_directory, FleetDirectory.JournalName(_generation)));
                DirectorySync.Flush(_directory); // a synced file without a name is lost all the same
            }
            foreach (var points in _pending) _journal.Append(points);
            _journal.Sync();
            _counts.Synced();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What a failed sync left is unknown: this journal takes nothing more, and all of its points go to a segment.
            _journalFailed = true;
            throw new IOException($"The journal of {_directory} could not be written: {error.Message}", error);
        }
    }

    /// <summary>In windows, so that a page of a long time costs as much as its points, not as much as the time.</summary>
    private static List<TrackPoint> ReadWindows(
        List<Segment> segments, List<TrackPoint> buffered, ulong key, long fromMs, long toMs, int limit, CancellationToken cancellation)
    {
        var found = new List<TrackPoint>();
        var window = new List<TrackPoint>();
        var overlapping = segments.FindAll(segment => segment.Info.LastMs >= fromMs && segment.Info.FirstMs <= toMs);
        buffered.RemoveAll(point => point.AtMs < fromMs || point.AtMs > toMs);
        var times = overlapping.SelectMany(segment => new[] { segment.Info.FirstMs, segment.Info.LastMs }).Concat(buffered.Select(point => point.AtMs)).ToList();
        if (times.Count == 0) return found;
        (fromMs, toMs) = (Math.Max(fromMs, times.Min()), Math.Min(toMs, times.Max()));
        for (var from = fromMs; from <= toMs && found.Count < limit; from += WindowMs)
        {
            cancellation.ThrowIfCancellationRequested();
            var to = Math.Min(toMs, from + WindowMs - 1);
            window.Clear();
            foreach (var segment in overlapping) segment.Read(key, from, to, window);
            foreach (var point in buffered)
            {
                if (point.AtMs >= from && point.AtMs <= to) window.Add(point);
            }
            TrackOrder.Sort(window);
            found.AddRange(window);
        }
        if (found.Count > limit) found.RemoveRange(limit, found.Count - limit);
        return found;
    }

    private void Replace(Segment[] old, Segment merged)
    {
        lock (_lock)
        {
            var first = _segments.IndexOf(old[0]);
            _segments = [.. _segments.Take(first), merged, .. _segments.Skip(first + old.Length)];
        }
        foreach (var segment in old) segment.Remove();
    }

    private sealed class SealedGeneration(long number, List<SealedPart> parts)
    {
        private volatile bool _isJournaled;

        public long Number => number;

        public List<SealedPart> Parts => parts;

        /// <summary>Whether its journal failed, so that only memory holds some of it for certain. Touched by the syncing thread only.</summary>
        public bool IsAtRisk { get; set; }

        /// <summary>Whether the journal is done with it: before that, its chunks must not be used again.</summary>
        public bool IsJournaled
        {
            get => _isJournaled;
            set => _isJournaled = value;
        }

        public void Find(ulong key, List<TrackPoint> to)
        {
            foreach (var part in parts) part.Find(key, to);
        }
    }
}
