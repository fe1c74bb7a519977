using System.Buffers.Binary;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// A RocksDB write batch in its serialized form (8 bytes sequence, 4 bytes count, then tagged records), built in memory
/// of our own: one call into RocksDB for a batch instead of one for every write.
/// </summary>
internal sealed class BatchBuffer
{
    private const int HeaderBytes = 12;
    private const int CountOffset = 8;
    private byte[] _bytes = GC.AllocateArray<byte>(1 << 20, pinned: true);

    /// <summary>Writes in it.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes in it, header included.</summary>
    public int Length { get; private set; } = HeaderBytes;

    /// <summary>The batch, its count filled in. Pinned.</summary>
    public ReadOnlySpan<byte> Serialized
    {
        get
        {
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(CountOffset), Count);
            return _bytes.AsSpan(0, Length);
        }
    }

    public void Clear() => (Count, Length) = (0, HeaderBytes);

    public void Add(PendingWrite write)
    {
        var needed = Length + write.Length;
        if (needed > _bytes.Length)
        {
            var grown = GC.AllocateArray<byte>(Math.Max(needed, 2 * _bytes.Length), pinned: true);
            _bytes.AsSpan(0, Length).CopyTo(grown);
            _bytes = grown;
        }
        write.CopyTo(_bytes.AsSpan(Length, write.Length));
        Length = needed;
        Count++;
    }

    /// <summary>Adds a number of the store's own, which <see cref="RocksHandle.ReadEtag"/> gives back: it is the row's ETag, and the value is empty.</summary>
    public void AddNumber(ReadOnlySpan<byte> key, long number)
    {
        var write = PendingWrite.Put(key, [], PendingWrite.Any);
        write.Etag = number;
        Add(write);
        write.Complete();
    }
}
