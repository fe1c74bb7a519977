using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using RocksDbSharp;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// One open RocksDB, called through its C interface. A read that runs while the store closes keeps it open until it has ended.
/// Every error becomes an <see cref="EmbeddedStoreException"/> with RocksDB's own words as message.
/// </summary>
internal sealed unsafe class RocksHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private static readonly Native Rocks = Native.Instance;
    private readonly nint _write = Rocks.rocksdb_writeoptions_create();
    private readonly nint _read = Rocks.rocksdb_readoptions_create();
    private readonly nint _scan = Rocks.rocksdb_readoptions_create();
    private readonly nint _family;

    private RocksHandle(nint opened, bool sync) : base(ownsHandle: true)
    {
        SetHandle(opened);
        _family = Rocks.rocksdb_get_default_column_family_handle(opened);
        Rocks.rocksdb_writeoptions_set_sync(_write, (byte)(sync ? 1 : 0));
        // A scan reads everything once: it must not push out of memory what the grains read often.
        Rocks.rocksdb_readoptions_set_fill_cache(_scan, 0);
    }

    public static RocksHandle Open(EmbeddedStorageOptions options)
    {
        var settings = RocksSettings.Create(options);
        try
        {
            var opened = Rocks.rocksdb_open(settings, options.Directory, out nint error);
            ThrowIf(error);
            return new RocksHandle(opened, options.SyncWrites);
        }
        finally
        {
            Rocks.rocksdb_options_destroy(settings);
        }
    }

    /// <summary>Applies a serialized batch; returns when it is as durable as the options say.</summary>
    public void Write(ReadOnlySpan<byte> serializedBatch)
    {
        nint error;
        fixed (byte* bytes = serializedBatch)
        {
            var batch = Rocks.rocksdb_writebatch_create_from(bytes, (nuint)serializedBatch.Length);
            Rocks.rocksdb_write(handle, _write, batch, out error);
            Rocks.rocksdb_writebatch_destroy(batch);
        }
        ThrowIf(error);
    }

    /// <summary>The committed row of a key. Dispose it: its bytes are RocksDB's own.</summary>
    public PinnedRow Get(ReadOnlySpan<byte> key)
    {
        var entered = false;
        DangerousAddRef(ref entered);
        try
        {
            fixed (byte* bytes = key)
            {
                var pinned = Rocks.rocksdb_get_pinned(handle, _read, bytes, (nuint)key.Length, out nint error);
                ThrowIf(error);
                if (pinned == 0)
                {
                    DangerousRelease();
                    return default;
                }
                var start = Rocks.rocksdb_pinnableslice_value(pinned, out var length);
                return new PinnedRow(this, pinned, new ReadOnlySpan<byte>((void*)start, checked((int)length)));
            }
        }
        catch
        {
            DangerousRelease();
            throw;
        }
    }

    /// <summary>The ETag of a committed row; <see cref="PendingWrite.Absent"/> when there is none.</summary>
    public long ReadEtag(ReadOnlySpan<byte> key)
    {
        using var row = Get(key);
        return row.Exists ? BinaryPrimitives.ReadInt64LittleEndian(row.Bytes) : PendingWrite.Absent;
    }

    /// <summary>The committed rows of many keys, as pinned slices that the caller destroys; 0 where there is none. Keys and values are arrays of RocksDB's C interface.</summary>
    public void MultiGet(int count, nint keys, nint values, nint[] errors) =>
        Rocks.rocksdb_batched_multi_get_cf_slice(handle, _read, _family, (nuint)count, keys, values, errors, sorted_input: 0);

    /// <summary>Committed rows from <paramref name="from"/> (inclusive) while <paramref name="within"/> says so, as they were at the call.</summary>
    public IEnumerable<StoredRow> Scan(byte[] from, Func<byte[], bool> within)
    {
        var entered = false;
        DangerousAddRef(ref entered);
        nint iterator = 0;
        try
        {
            iterator = Rocks.rocksdb_create_iterator(handle, _scan);
            for (Seek(iterator, from); Rocks.rocksdb_iter_valid(iterator) != 0; Rocks.rocksdb_iter_next(iterator))
            {
                var row = Current(iterator);
                if (!within(row.Key))
                    yield break;
                yield return row;
            }
            Rocks.rocksdb_iter_get_error(iterator, out nint error);
            ThrowIf(error);
        }
        finally
        {
            if (iterator != 0)
                Rocks.rocksdb_iter_destroy(iterator);
            DangerousRelease();
        }
    }

    /// <summary>Reads every block of every table file and compares its checksum.</summary>
    public void VerifyChecksums()
    {
        Rocks.rocksdb_verify_checksum(handle, out nint error);
        ThrowIf(error);
    }

    /// <summary>Sorts what is in memory into a file, so that the next opening has no log to replay.</summary>
    public void Flush()
    {
        var options = Rocks.rocksdb_flushoptions_create();
        Rocks.rocksdb_flushoptions_set_wait(options, 1);
        Rocks.rocksdb_flush(handle, options, out nint error);
        Rocks.rocksdb_flushoptions_destroy(options);
        ThrowIf(error);
    }

    protected override bool ReleaseHandle()
    {
        Rocks.rocksdb_column_family_handle_destroy(_family);
        Rocks.rocksdb_close(handle);
        Rocks.rocksdb_writeoptions_destroy(_write);
        Rocks.rocksdb_readoptions_destroy(_read);
        Rocks.rocksdb_readoptions_destroy(_scan);
        return true;
    }

    private void Release(nint pinned)
    {
        Rocks.rocksdb_pinnableslice_destroy(pinned);
        DangerousRelease();
    }

    private static void Seek(nint iterator, byte[] from)
    {
        fixed (byte* bytes = from)
            Rocks.rocksdb_iter_seek(iterator, bytes, (nuint)from.Length);
    }

    private static StoredRow Current(nint iterator)
    {
        var key = Rocks.rocksdb_iter_key(iterator, out var keyLength);
        var value = Rocks.rocksdb_iter_value(iterator, out var valueLength);
        return StoredRow.From(
            new ReadOnlySpan<byte>((void*)key, checked((int)keyLength)).ToArray(),
            new ReadOnlySpan<byte>((void*)value, checked((int)valueLength)));
    }

    /// <summary>Throws what RocksDB says, if it says something.</summary>
    public static void ThrowIf(nint error)
    {
        if (error == 0)
            return;
        var message = Marshal.PtrToStringUTF8(error) ?? "unknown error";
        Rocks.rocksdb_free(error);
        throw new EmbeddedStoreException(message);
    }

    /// <summary>A row in RocksDB's memory; the default is an absent one.</summary>
    public readonly ref struct PinnedRow
    {
        private readonly RocksHandle? _owner;
        private readonly nint _pinned;

        public PinnedRow(RocksHandle owner, nint pinned, ReadOnlySpan<byte> bytes)
        {
            _owner = owner;
            _pinned = pinned;
            Bytes = bytes;
        }

        public bool Exists => _owner is not null;

        /// <summary>Eight bytes ETag, then the value.</summary>
        public ReadOnlySpan<byte> Bytes { get; }

        public void Dispose() => _owner?.Release(_pinned);
    }
}
