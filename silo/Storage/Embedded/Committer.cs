using System.Diagnostics;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// The one thread that writes. It takes what is queued, compares each ETag with what will be stored, syncs all of it at
/// once, and tells the callers, whose continuations run elsewhere; meanwhile the next batch gathers in the queue.
/// After any error it writes nothing more: what a failed sync left on the disk is unknown, and trying again would not tell.
/// </summary>
internal sealed class Committer
{
    private static readonly byte[] EtagFloorKey = [StoreKey.Meta, .. "etag-floor"u8];

    private readonly RocksHandle _rocks;
    private readonly WriteQueue _queue;
    private readonly EmbeddedStorageOptions _options;
    private readonly StoreMetrics _metrics;
    private readonly Action<Exception> _onFailure;
    private readonly EtagCache _etags;
    private readonly EtagReader _reader;
    private readonly BatchBuffer _batch = new();
    private readonly Thread _thread;
    private readonly List<PendingWrite> _taken = [];
    private long _batchNumber = 1;
    private long _etagFloor;
    private bool _etagFloorRaised;

    /// <param name="onFailure">Called on the committer thread when a batch could not be made durable, after its callers were told.</param>
    public Committer(RocksHandle rocks, WriteQueue queue, EmbeddedStorageOptions options, StoreMetrics metrics, Action<Exception> onFailure)
    {
        (_rocks, _queue, _options, _metrics, _onFailure) = (rocks, queue, options, metrics, onFailure);
        _etags = new EtagCache(options.CachedETags);
        _reader = new EtagReader(rocks);
        _etagFloor = rocks.ReadEtag(EtagFloorKey);
        _thread = new Thread(Run) { Name = "fleet-committer", IsBackground = true };
    }

    public void Start() => _thread.Start();

    /// <summary>Waits until the closed queue is empty and the thread has ended.</summary>
    public void Join() => _thread.Join();

    private void Run()
    {
        while (_queue.Take(_taken, _options.BatchWrites, _options.BatchBytes))
        {
            try
            {
                Commit(_taken);
            }
            catch (Exception error)
            {
                FailEverything(error);
                return;
            }
            _queue.CommittedPlace = _taken[^1].Place;
            foreach (var write in _taken) write.Complete();
            _taken.Clear();
        }
    }

    private void Commit(List<PendingWrite> writes)
    {
        _batch.Clear();
        ReadAhead(writes);
        var batch = _batchNumber;
        foreach (var write in writes)
        {
            if (write.IsFence || TryDecide(write, isReadAheadGood: _batchNumber == batch))
                continue;
            // No place left to remember this key beside those of the same batch: end the batch here.
            WriteBatch();
            if (!TryDecide(write, isReadAheadGood: false))
                throw new InvalidOperationException("An empty batch has room for a write.");
        }
        WriteBatch();
    }

    private void ReadAhead(List<PendingWrite> writes)
    {
        foreach (var write in writes)
            if (!write.IsFence && !_etags.TryGet(write.KeyHash, write.Key, out _, out _))
                _reader.Ask(write);
        if (_reader.Count > 0)
            _reader.Read();
    }

    /// <summary>Compares, and adds to the batch or marks as refused. False when the batch must be written first.</summary>
    /// <param name="isReadAheadGood">Whether nothing was committed since the batch was read ahead: what was may have changed.</param>
    private bool TryDecide(PendingWrite write, bool isReadAheadGood)
    {
        if (!_etags.TryGet(write.KeyHash, write.Key, out var stored, out var slot))
        {
            stored = isReadAheadGood && write.Stored >= 0 ? write.Stored : _rocks.ReadEtag(write.Key);
            if (!_etags.TryAdd(write.KeyHash, write.Key, stored, _batchNumber, out slot))
                return false;
        }
        if (write.Expected != PendingWrite.Any && write.Expected != stored && _options.CompareETags)
        {
            write.RefusedBy = stored;
            return true;
        }
        if (write.IsDelete)
        {
            if (stored == PendingWrite.Absent)
                return true;
            // A row that comes back must not repeat an ETag that an old activation may still hold.
            _etagFloorRaised |= stored > _etagFloor;
            _etagFloor = Math.Max(_etagFloor, stored);
            write.Etag = PendingWrite.Absent;
        }
        else
            write.Etag = 1 + (stored == PendingWrite.Absent ? _etagFloor : stored);
        _etags.Update(slot, write.Etag, _batchNumber);
        _batch.Add(write);
        return true;
    }

    private void WriteBatch()
    {
        if (_batch.Count > 0)
        {
            if (_etagFloorRaised)
                _batch.AddNumber(EtagFloorKey, _etagFloor);
            _etagFloorRaised = false;
            var began = Stopwatch.GetTimestamp();
            _rocks.Write(_batch.Serialized);
            _metrics.Committed(_batch.Count, _batch.Length, Stopwatch.GetElapsedTime(began));
        }
        _batch.Clear();
        _batchNumber++;
    }

    private void FailEverything(Exception error)
    {
        _queue.Close(error);
        var failed = _taken;
        do
        {
            foreach (var write in failed)
                write.Fail(error);
            failed.Clear();
        }
        while (_queue.Take(failed, int.MaxValue, long.MaxValue));
        _onFailure(error);
    }
}
