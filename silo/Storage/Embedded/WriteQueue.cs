namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// The bounded way to the committer. Also answers whether a key may have a write in it, so that a read can wait for it:
/// places in the queue are numbered, each key hashes to a slot that remembers its last place, and everything up to
/// <see cref="CommittedPlace"/> is done. Two keys that share a slot only make a read wait without need.
/// </summary>
internal sealed class WriteQueue(int maxWrites, long maxBytes)
{
    private const int Slots = 1 << 16;
    // Not a Lock: the committer waits on it without spinning, which on two busy cores would cost the grains.
    private readonly object _gate = new();
    private readonly Queue<PendingWrite> _writes = new();
    private readonly long[] _lastPlace = new long[Slots];
    private TaskCompletionSource? _room;
    private Exception? _closed;
    private bool _committerWaits;
    private long _bytes;
    private long _place;
    private long _committedPlace;

    /// <summary>Writes waiting now.</summary>
    public int Count => _writes.Count;

    /// <summary>Everything up to this place is on the disk and visible to reads.</summary>
    public long CommittedPlace
    {
        get => Volatile.Read(ref _committedPlace);
        set => Volatile.Write(ref _committedPlace, value);
    }

    /// <summary>Whether a write of a key with this hash may be on its way.</summary>
    public bool MayHold(ulong keyHash) => Volatile.Read(ref _lastPlace[keyHash % Slots]) > CommittedPlace;

    /// <summary>Queues a write, first waiting for room. The returned task is the write's own.</summary>
    public Task Enqueue(PendingWrite write)
    {
        var (accepted, error) = TryEnqueue(write);
        if (error is not null)
            write.Fail(error);
        return accepted || error is not null ? write.Task : EnqueueWhenRoom(write);
    }

    /// <summary>Waits for writes and moves up to a batch of them to <paramref name="batch"/>. False when closed and empty.</summary>
    public bool Take(List<PendingWrite> batch, int batchWrites, long batchBytes)
    {
        while (true)
        {
            TaskCompletionSource? room;
            lock (_gate)
            {
                long bytes = 0;
                while (batch.Count < batchWrites && _writes.TryPeek(out var next)
                    && (batch.Count == 0 || bytes + next.Length <= batchBytes))
                {
                    bytes += next.Length;
                    batch.Add(_writes.Dequeue());
                }
                _bytes -= bytes;
                room = _room;
                _room = null;
                if (batch.Count == 0 && _closed is not null)
                {
                    room?.TrySetResult();
                    return false;
                }
                // Callers without room are told before the committer sleeps, or nobody would wake it.
                if (batch.Count == 0 && room is null)
                {
                    _committerWaits = true;
                    Monitor.Wait(_gate);
                }
            }
            room?.TrySetResult();
            if (batch.Count > 0)
                return true;
        }
    }

    /// <summary>Refuses every later write with this error. What is queued stays, for <see cref="Take"/>.</summary>
    public void Close(Exception error)
    {
        lock (_gate)
        {
            _closed ??= error;
            WakeCommitter();
        }
    }

    private (bool Accepted, Exception? Error) TryEnqueue(PendingWrite write)
    {
        lock (_gate)
        {
            if (_closed is not null)
                return (false, _closed);
            if (_writes.Count >= maxWrites || (_bytes + write.Length > maxBytes && _writes.Count > 0))
                return (false, null);
            write.Place = ++_place;
            _bytes += write.Length;
            if (!write.IsFence)
                Volatile.Write(ref _lastPlace[write.KeyHash % Slots], _place);
            _writes.Enqueue(write);
            WakeCommitter();
            return (true, null);
        }
    }

    private async Task EnqueueWhenRoom(PendingWrite write)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
                // Between the refusal and this lock the committer may have emptied the queue and gone to sleep.
                WakeCommitter();
            }
            await room;
            var (accepted, error) = TryEnqueue(write);
            if (error is not null)
                write.Fail(error);
            if (!accepted && error is null)
                continue;
            await write.Task;
            return;
        }
    }

    private void WakeCommitter()
    {
        if (!_committerWaits)
            return;
        _committerWaits = false;
        Monitor.Pulse(_gate);
    }
}
