using System.Buffers;
using System.Buffers.Binary;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// One write between its caller and the committer, already laid out as the log wants it, so that the committer only
/// compares, copies and stamps. The task ends when the write is on the disk; its continuations never run on the committer.
/// </summary>
internal class PendingWrite : TaskCompletionSource
{
    /// <summary>Expects the row to be absent.</summary>
    public const long Absent = 0;

    /// <summary>Expects nothing: the write always applies.</summary>
    public const long Any = -1;

    private const byte PutTag = 1;
    private const byte DeleteTag = 0;
    private const int EtagBytes = 8;
    private const int VarintBytes = 5;

    private byte[] _buffer = [];
    private int _start;
    private int _keyStart;
    private int _keyLength;

    protected PendingWrite(long expected) : base(TaskCreationOptions.RunContinuationsAsynchronously) => Expected = expected;

    /// <summary>What the stored ETag must be: a number above 0, <see cref="Absent"/> or <see cref="Any"/>.</summary>
    public long Expected { get; }

    /// <summary>The ETag after this write; 0 after a delete. Set by the committer.</summary>
    public long Etag { get; set; }

    /// <summary>The stored ETag that refused this write, or -1. Set by the committer.</summary>
    public long RefusedBy { get; set; } = -1;

    /// <summary>The stored ETag, if it was read ahead for the batch that this write came with; or -1.</summary>
    public long Stored { get; set; } = -1;

    /// <summary>The hash of <see cref="Key"/>.</summary>
    public ulong KeyHash { get; private set; }

    /// <summary>Bytes this write takes in the log and in the queue.</summary>
    public int Length { get; private set; }

    /// <summary>Whether this only marks a place in the queue.</summary>
    public bool IsFence => Length == 0;

    /// <summary>Whether the row is removed.</summary>
    public bool IsDelete => Length > 0 && _buffer[_start] == DeleteTag;

    /// <summary>The row key.</summary>
    public ReadOnlySpan<byte> Key => _buffer.AsSpan(_keyStart, _keyLength);

    /// <summary>The place in the queue, set when queued.</summary>
    public long Place { get; set; }

    /// <summary>Room to leave before the value when a buffer is filled for <see cref="LayOutPut"/>.</summary>
    public static int ValueOffset(int keyBound) => 1 + VarintBytes + keyBound + VarintBytes + EtagBytes;

    /// <summary>A place in the queue: its task ends when everything queued before it is on the disk.</summary>
    public static PendingWrite Fence() => new(Any);

    /// <summary>A put of a value that is already in an array; for rows that are not hot.</summary>
    public static PendingWrite Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expected)
    {
        var write = new PendingWrite(expected);
        var offset = ValueOffset(key.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(offset + value.Length);
        value.CopyTo(buffer.AsSpan(offset));
        write.LayOutPut(buffer, key, offset, value.Length);
        return write;
    }

    /// <summary>A delete.</summary>
    public static PendingWrite Delete(ReadOnlySpan<byte> key, long expected)
    {
        var write = new PendingWrite(expected);
        write.LayOutDelete(key);
        return write;
    }

    /// <summary>Takes over a pooled buffer whose value begins at <paramref name="valueOffset"/>, and writes what belongs before it.</summary>
    public void LayOutPut(byte[] buffer, ReadOnlySpan<byte> key, int valueOffset, int valueLength)
    {
        var storedLength = valueLength + EtagBytes;
        _buffer = buffer;
        _start = valueOffset - EtagBytes - VarintLength(storedLength) - key.Length - VarintLength(key.Length) - 1;
        buffer[_start] = PutTag;
        _keyStart = WriteVarint(buffer, _start + 1, key.Length);
        key.CopyTo(buffer.AsSpan(_keyStart));
        WriteVarint(buffer, _keyStart + key.Length, storedLength);
        Seal(key, valueOffset + valueLength - _start);
    }

    /// <summary>Lays out the removal of a row.</summary>
    public void LayOutDelete(ReadOnlySpan<byte> key)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(1 + VarintBytes + key.Length);
        _start = 0;
        _buffer[0] = DeleteTag;
        _keyStart = WriteVarint(_buffer, 1, key.Length);
        key.CopyTo(_buffer.AsSpan(_keyStart));
        Seal(key, _keyStart + key.Length);
    }

    /// <summary>Copies the write as the log wants it, stamped with its new ETag.</summary>
    public void CopyTo(Span<byte> target)
    {
        _buffer.AsSpan(_start, Length).CopyTo(target);
        if (IsDelete)
            return;
        var etagAt = _keyStart + _keyLength - _start;
        while (target[etagAt] >= 0x80)
            etagAt++;
        BinaryPrimitives.WriteInt64LittleEndian(target[(etagAt + 1)..], Etag);
    }

    /// <summary>Tells the caller that the write is on the disk, or that its ETag refused it.</summary>
    public void Complete()
    {
        Release();
        if (RefusedBy >= 0)
            TrySetException(Refusal());
        else
        {
            OnCommitted();
            TrySetResult();
        }
    }

    /// <summary>Tells the caller that the outcome is unknown.</summary>
    public void Fail(Exception error)
    {
        Release();
        TrySetException(error);
    }

    /// <summary>Runs before the task ends well; must be short and must not throw.</summary>
    protected virtual void OnCommitted() { }

    /// <summary>The exception for a write whose expected ETag is not the stored one.</summary>
    protected virtual Exception Refusal() => new EtagMismatchException(Expected, RefusedBy);

    private void Seal(ReadOnlySpan<byte> key, int length)
    {
        _keyLength = key.Length;
        KeyHash = Embedded.KeyHash.Of(key);
        Length = length;
    }

    private void Release()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private static int VarintLength(int value)
    {
        var length = 1;
        for (; value >= 0x80; value >>= 7)
            length++;
        return length;
    }

    private static int WriteVarint(byte[] target, int at, int value)
    {
        for (; value >= 0x80; value >>= 7)
            target[at++] = (byte)(value & 0x7F | 0x80);
        target[at++] = (byte)value;
        return at;
    }
}

/// <summary>The stored ETag of a row was not the expected one; nothing was written.</summary>
internal sealed class EtagMismatchException(long expected, long stored)
    : InvalidOperationException($"Expected ETag {expected}, stored is {stored} (0: absent, -1: any).")
{
    /// <summary>The stored ETag, 0 when the row is absent.</summary>
    public long Stored { get; } = stored;
}
