using System.Buffers.Binary;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// Rows with ETags in one directory. Every write is a compare-and-swap, and is acknowledged when it is on the disk
/// together with all others that were queued meanwhile. Safe for any number of threads.
/// </summary>
public sealed partial class EmbeddedStore : IDisposable
{
    private readonly EmbeddedStorageOptions _options;
    private readonly Action<string> _failFast;
    private readonly ILogger _logger;
    private readonly DirectoryLock _lock;
    private readonly RocksHandle _rocks;
    private readonly WriteQueue _queue;
    private readonly Committer _committer;
    private readonly StoreMetrics _metrics;
    private int _failed;
    private int _disposed;

    private EmbeddedStore(EmbeddedStorageOptions options, Action<string> failFast, ILogger logger, DirectoryLock held, RocksHandle rocks)
    {
        (_options, _failFast, _logger, _lock, _rocks) = (options, failFast, logger, held, rocks);
        _queue = new WriteQueue(options.QueueWrites, options.QueueBytes);
        _metrics = new StoreMetrics(() => _queue.Count);
        _committer = new Committer(rocks, _queue, options, _metrics, Fail);
        _committer.Start();
    }

    /// <summary>Counts since opening.</summary>
    public StoreStatistics Statistics => _metrics.Snapshot(_queue.Count);

    /// <summary>The largest value <see cref="PutAsync"/> accepts, in bytes.</summary>
    public int LargestRecordBytes => _options.RecordBytes;

    /// <summary>
    /// Opens a directory, or throws <see cref="EmbeddedStoreException"/> with a message for an operator: in use, full, or
    /// damaged so that going on would lose acknowledged writes. An incomplete write at the very end of the log, as a
    /// power cut leaves it, was never acknowledged and is dropped.
    /// </summary>
    /// <param name="options">See there.</param>
    /// <param name="failFast">Ends the process with a message; called once, when the store can no longer keep its word.</param>
    /// <param name="logger">For what an operator should know.</param>
    public static EmbeddedStore Open(EmbeddedStorageOptions options, Action<string> failFast, ILogger<EmbeddedStore> logger)
    {
        var directory = Path.GetFullPath(options.Directory);
        options = With(options, directory);
        WarnOfTestSwitches(options, logger);
        CreateDirectory(directory);
        var held = DirectoryLock.Take(directory);
        RocksHandle? rocks = null;
        try
        {
            foreach (var (file, bytes) in LogInspection.CutTornTails(directory))
                LogTornTail(logger, file, bytes);
            rocks = RocksHandle.Open(options);
            if (TableBytes(directory) <= options.VerifyAtOpenBytes)
                rocks.VerifyChecksums();
            StoreFormat.Claim(rocks);
            return new EmbeddedStore(options, failFast, logger, held, rocks);
        }
        catch (Exception error)
        {
            rocks?.Dispose();
            held.Dispose();
            if (error is EmbeddedStoreException { InnerException: null } rocksError)
                throw new EmbeddedStoreException(StoreFailure.WhileOpening(directory, rocksError.Message), rocksError);
            if (error is IOException and not EmbeddedStoreException)
                throw new EmbeddedStoreException(StoreFailure.WhileOpening(directory, error.Message), error);
            throw;
        }
    }

    /// <summary>
    /// Writes a row if its stored ETag is <paramref name="expectedETag"/> (0: if there is none; -1: whatever it is), and
    /// returns its new ETag. Throws <see cref="InvalidOperationException"/> when refused; after any other exception the outcome is unknown.
    /// </summary>
    public async Task<long> PutAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, long expectedETag)
    {
        RefuseTooLarge(value.Length);
        var write = PendingWrite.Put(key.Span, value.Span, expectedETag);
        await EnqueueAsync(write);
        return write.Etag;
    }

    /// <summary>Removes a row, under the same conditions as <see cref="PutAsync"/>. Removing an absent row with 0 or -1 does nothing.</summary>
    public Task DeleteAsync(ReadOnlyMemory<byte> key, long expectedETag) => EnqueueAsync(PendingWrite.Delete(key.Span, expectedETag));

    /// <summary>The row of a key, after every write of it that was queued before this call; null when absent.</summary>
    public async ValueTask<StoredRow?> GetAsync(ReadOnlyMemory<byte> key)
    {
        await AfterQueuedWritesAsync(KeyHash.Of(key.Span));
        using var row = GetCommitted(key.Span);
        return row.Exists ? StoredRow.From(key.ToArray(), row.Bytes) : null;
    }

    /// <summary>The committed rows whose key begins with <paramref name="prefix"/>, in key order, as they were when the enumeration began.</summary>
    public IEnumerable<StoredRow> Scan(byte[] prefix) => _rocks.Scan(prefix, key => key.AsSpan().StartsWith(prefix));

    /// <summary>The committed rows from <paramref name="from"/> to before <paramref name="until"/>, in key order.</summary>
    public IEnumerable<StoredRow> Scan(byte[] from, byte[] until) => _rocks.Scan(from, key => key.AsSpan().SequenceCompareTo(until) < 0);

    /// <summary>Writes what is queued, sorts it into files, and releases the directory. Later calls are refused.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _queue.Close(new EmbeddedStoreException("The fleet's data is closed: the silo is stopping."));
        _committer.Join();
        try
        {
            if (_failed == 0)
                _rocks.Flush();
        }
        catch (EmbeddedStoreException e)
        {
            // Everything is in the log; the next opening replays it.
            LogFlushFailed(_logger, StoreFailure.WhileRunning(_options.Directory, e.Message));
        }
        _rocks.Dispose();
        _metrics.Dispose();
        _lock.Dispose();
    }

    /// <summary>Whether a write of a key with this hash may be queued, so that a read must wait.</summary>
    internal bool MayBeQueued(ulong keyHash) => _queue.MayHold(keyHash);

    /// <summary>Ends when every write of a key with this hash that was queued before the call is on the disk.</summary>
    internal Task AfterQueuedWritesAsync(ulong keyHash) =>
        _queue.MayHold(keyHash) ? _queue.Enqueue(PendingWrite.Fence()) : Task.CompletedTask;

    /// <summary>Queues a write; its task ends when it is on the disk.</summary>
    internal Task EnqueueAsync(PendingWrite write) => _queue.Enqueue(write);

    /// <summary>The committed row. Dispose it soon. Damage found while reading stops the store.</summary>
    internal RocksHandle.PinnedRow GetCommitted(ReadOnlySpan<byte> key)
    {
        try
        {
            return _rocks.Get(key);
        }
        catch (EmbeddedStoreException error)
        {
            Fail(error);
            throw;
        }
    }

    /// <summary>Refuses what one record cannot hold, loudly.</summary>
    internal void RefuseTooLarge(long valueBytes)
    {
        if (valueBytes > _options.RecordBytes)
            throw new InvalidOperationException($"A record of {valueBytes} bytes is larger than the store takes ({_options.RecordBytes} bytes). Page it.");
    }

    private void Fail(Exception error)
    {
        if (Interlocked.Exchange(ref _failed, 1) != 0)
            return;
        var message = StoreFailure.WhileRunning(_options.Directory, error.Message);
        _queue.Close(new EmbeddedStoreException(message, error));
        LogFailed(_logger, message, error);
        _failFast(message);
    }

    private static void CreateDirectory(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedStoreException($"The fleet's data directory cannot be created: {directory}. ({e.Message})", e);
        }
    }

    private static long TableBytes(string directory) => new DirectoryInfo(directory).EnumerateFiles("*.sst").Sum(file => file.Length);

    private static EmbeddedStorageOptions With(EmbeddedStorageOptions options, string directory) => new()
    {
        Directory = directory,
        SyncWrites = options.SyncWrites,
        CompareETags = options.CompareETags,
        BatchWrites = options.BatchWrites,
        BatchBytes = options.BatchBytes,
        QueueWrites = options.QueueWrites,
        QueueBytes = options.QueueBytes,
        RecordBytes = options.RecordBytes,
        CachedETags = options.CachedETags,
        WriteBufferBytes = options.WriteBufferBytes,
        BlockCacheBytes = options.BlockCacheBytes,
        VerifyAtOpenBytes = options.VerifyAtOpenBytes,
    };

    private static void WarnOfTestSwitches(EmbeddedStorageOptions options, ILogger logger)
    {
        if (!options.SyncWrites)
            LogNoSync(logger);
        if (!options.CompareETags)
            LogNoCompare(logger);
    }

    [LoggerMessage(LogLevel.Warning, "SyncWrites is off: a power cut WILL LOSE acknowledged writes. This switch is for tests only")]
    private static partial void LogNoSync(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "CompareETags is off: a second activation WILL OVERWRITE the first. This switch is for tests only")]
    private static partial void LogNoCompare(ILogger logger);

    [LoggerMessage(LogLevel.Information, "Dropped {bytes} bytes of an incomplete, never acknowledged write at the end of {file}")]
    private static partial void LogTornTail(ILogger logger, string file, long bytes);

    [LoggerMessage(LogLevel.Warning, "Closing without sorting the log into files: {message}")]
    private static partial void LogFlushFailed(ILogger logger, string message);

    [LoggerMessage(LogLevel.Critical, "{message}")]
    private static partial void LogFailed(ILogger logger, string message, Exception error);
}
