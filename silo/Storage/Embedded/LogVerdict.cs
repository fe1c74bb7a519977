using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>What one RocksDB log file (write-ahead log or manifest) is worth.</summary>
/// <param name="WholeBytes">The length up to which every record is whole.</param>
/// <param name="FirstBadByte">Where the first record that is not begins; the file's length if there is none.</param>
/// <param name="Damage">Why what follows cannot be a write that was merely under way; null if it can.</param>
internal readonly record struct LogVerdict(long WholeBytes, long FirstBadByte, string? Damage)
{
    private const int BlockBytes = 32_768;
    private const int HeaderBytes = 7;
    private const int SectorBytes = 512;
    private const int BatchHeaderBytes = 12;
    private const byte Full = 1, First = 2, Middle = 3, Last = 4;

    /// <summary>Whether there is nothing to cut and nothing to refuse.</summary>
    public bool Whole { get; private init; }

    /// <summary>Reads a log. With <paramref name="holdsBatches"/> the sequence numbers of its batches must follow one another, so that a missing middle shows.</summary>
    public static LogVerdict Of(ReadOnlySpan<byte> log, bool holdsBatches)
    {
        var (at, recordStart) = (0, 0);
        var inRecord = false;
        ulong? nextSequence = null;
        Span<byte> head = stackalloc byte[BatchHeaderBytes];
        var headBytes = 0;
        while (at < log.Length)
        {
            var blockLeft = BlockBytes - at % BlockBytes;
            if (blockLeft < HeaderBytes)
            {
                at = Math.Min(at + blockLeft, log.Length);
                continue;
            }
            if (!IsRecord(log, at, blockLeft, out var length, out var type))
                return Bad(log, inRecord ? recordStart : at, at);
            var payload = log.Slice(at + HeaderBytes, length);
            if (type <= Last && (type is Middle or Last) != inRecord)
                return Damaged(inRecord ? recordStart : at, at, "a record lacks its beginning or its end");
            if (type is Full or First)
                (recordStart, headBytes) = (at, 0);
            if (type <= Last)
            {
                var take = Math.Min(payload.Length, BatchHeaderBytes - headBytes);
                payload[..take].CopyTo(head[headBytes..]);
                headBytes += take;
                inRecord = type is First or Middle;
            }
            at += HeaderBytes + length;
            if (holdsBatches && type is Full or Last && !Follows(head[..headBytes], ref nextSequence))
                return Damaged(recordStart, recordStart, "writes are missing before this one");
        }
        // The trailer of a block may be cut short; a record that lacks its end may not stay.
        return inRecord ? new LogVerdict(recordStart, at, null) : new LogVerdict(at, at, null) { Whole = true };
    }

    private static bool Follows(ReadOnlySpan<byte> head, ref ulong? next)
    {
        if (head.Length < BatchHeaderBytes)
            return false;
        var sequence = BinaryPrimitives.ReadUInt64LittleEndian(head);
        var follows = next is null || next == sequence;
        next = sequence + BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        return follows;
    }

    /// <summary>Decides whether what begins at <paramref name="bad"/> may be the rest of a write that was under way.</summary>
    private static LogVerdict Bad(ReadOnlySpan<byte> log, int wholeBytes, int bad)
    {
        if (AnyRecordBegins(log, bad + 1))
            return Damaged(wholeBytes, bad, "a later write is whole, so this one was acknowledged");
        var rest = log[bad..];
        if (rest.Length < HeaderBytes)
            return new LogVerdict(wholeBytes, bad, null);
        if (LengthIsDamaged(rest))
            return Damaged(wholeBytes, bad, "the record is whole but its length is not");
        var blockLeft = BlockBytes - bad % BlockBytes;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]);
        var isCutShort = rest[6] is >= Full and <= Last && HeaderBytes + length <= blockLeft && HeaderBytes + length > rest.Length;
        return isCutShort || HasUnwrittenSector(log, bad)
            ? new LogVerdict(wholeBytes, bad, null)
            : Damaged(wholeBytes, bad, "the last record's checksum is wrong though all of it was written");
    }

    /// <summary>A sector that the disk never got reads as zeros: logs are new files, never recycled ones.</summary>
    private static bool HasUnwrittenSector(ReadOnlySpan<byte> log, int bad)
    {
        for (var sector = bad / SectorBytes * SectorBytes; sector < log.Length; sector += SectorBytes)
        {
            var from = Math.Max(sector, bad);
            var part = log[from..Math.Min(sector + SectorBytes, log.Length)];
            if (part.Length >= HeaderBytes && part.IndexOfAnyExcept((byte)0) < 0)
                return true;
        }
        return false;
    }

    /// <summary>The checksum covers type and content but not the length: if it fits some shorter content, only the length is wrong.</summary>
    private static bool LengthIsDamaged(ReadOnlySpan<byte> rest)
    {
        var stored = Unmask(BinaryPrimitives.ReadUInt32LittleEndian(rest));
        var crc = BitOperations.Crc32C(uint.MaxValue, rest[6]);
        var until = Math.Min(rest.Length, BlockBytes);
        for (var i = HeaderBytes; i < until; i++)
        {
            crc = BitOperations.Crc32C(crc, rest[i]);
            if (~crc == stored)
                return true;
        }
        return false;
    }

    private static bool AnyRecordBegins(ReadOnlySpan<byte> log, int from)
    {
        for (var at = from; at + HeaderBytes <= log.Length; at++)
        {
            if (log[at + 6] is Full or First
                && IsRecord(log, at, BlockBytes - at % BlockBytes, out var length, out _) && length > 0)
                return true;
        }
        return false;
    }

    private static bool IsRecord(ReadOnlySpan<byte> log, int at, int blockLeft, out int length, out byte type)
    {
        (length, type) = (0, 0);
        if (log.Length - at < HeaderBytes)
            return false;
        length = BinaryPrimitives.ReadUInt16LittleEndian(log[(at + 4)..]);
        type = log[at + 6];
        return type != 0
            && HeaderBytes + length <= Math.Min(blockLeft, log.Length - at)
            && Checksum(log.Slice(at + 6, 1 + length)) == Unmask(BinaryPrimitives.ReadUInt32LittleEndian(log[at..]));
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, word);
        foreach (var b in bytes[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    /// <summary>RocksDB stores checksums rotated and shifted, so that a checksum of checksums is no trap.</summary>
    private static uint Unmask(uint masked) => BitOperations.RotateRight(unchecked(masked - 0xA282_EAD8), 17);

    private static LogVerdict Damaged(int wholeBytes, int bad, string why) => new(wholeBytes, bad, why);
}
