using System.Buffers.Binary;
using System.IO.Hashing;
using FleetActors.Tracks;
using Microsoft.Win32.SafeHandles;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>
/// Points in the order of their arrival, so that a power cut takes none that were synced: frames of magic (4 bytes), points (4),
/// checksum (8), points. Deleted when its points lie in a segment. Used by one thread.
/// </summary>
internal sealed class TrackJournal : IDisposable
{
    /// <summary>Bytes before a frame's points.</summary>
    public const int FrameHeaderBytes = 16;

    /// <summary>Bytes of one point: key, time, latitude, longitude, odometer, speed, heading, charge, two spare.</summary>
    public const int PointBytes = 40;

    /// <summary>The most points of a frame.</summary>
    public const int MaxFramePoints = 1 << 12;

    /// <summary>Begins a frame, and is its version.</summary>
    public const uint Magic = 0x314A5446; // "FTJ1"

    private readonly SafeFileHandle _file;
    private readonly byte[] _frame = GC.AllocateUninitializedArray<byte>(FrameHeaderBytes + MaxFramePoints * PointBytes, pinned: true);
    private long _length;
    private int _points;

    private TrackJournal(SafeFileHandle file) => _file = file;

    /// <summary>A new journal; there is none of that name.</summary>
    public static TrackJournal Create(string path) => new(File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read));

    /// <summary>Writes points; they are durable after <see cref="Sync"/>.</summary>
    public void Append(in PendingPoints pending)
    {
        for (var i = pending.From; i < pending.Until; i++)
        {
            Put(pending.Cars.Key(pending.Chunk.Slots[i]), pending.Chunk.Points[i], _frame.AsSpan(FrameHeaderBytes + _points * PointBytes, PointBytes));
            if (++_points == MaxFramePoints) WriteFrame();
        }
    }

    /// <summary>Returns when everything that was appended is on the disk.</summary>
    public void Sync()
    {
        WriteFrame();
        RandomAccess.FlushToDisk(_file);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Reads a point of a frame back.</summary>
    public static (ulong Key, TrackPoint Point) Get(ReadOnlySpan<byte> from) => (
        BinaryPrimitives.ReadUInt64LittleEndian(from),
        new(BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
            BinaryPrimitives.ReadUInt16LittleEndian(from[32..]),
            BinaryPrimitives.ReadUInt16LittleEndian(from[34..]),
            BinaryPrimitives.ReadUInt16LittleEndian(from[36..])));

    /// <summary>The checksum of a frame's points.</summary>
    public static ulong Checksum(ReadOnlySpan<byte> points) => XxHash3.HashToUInt64(points, Magic);

    private static void Put(ulong key, in TrackPoint point, Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, key);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], point.AtMs);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], point.LatitudeE7);
        BinaryPrimitives.WriteInt32LittleEndian(to[20..], point.LongitudeE7);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], point.OdometerMetres);
        BinaryPrimitives.WriteUInt16LittleEndian(to[32..], point.SpeedDeciKmh);
        BinaryPrimitives.WriteUInt16LittleEndian(to[34..], point.HeadingDeciDegrees);
        BinaryPrimitives.WriteUInt16LittleEndian(to[36..], point.ChargeDeciPercent);
        BinaryPrimitives.WriteUInt16LittleEndian(to[38..], 0);
    }

    private void WriteFrame()
    {
        if (_points == 0) return;
        var points = _frame.AsSpan(FrameHeaderBytes, _points * PointBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(_frame, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(_frame.AsSpan(4), _points);
        BinaryPrimitives.WriteUInt64LittleEndian(_frame.AsSpan(8), Checksum(points));
        RandomAccess.Write(_file, _frame.AsSpan(0, FrameHeaderBytes + points.Length), _length);
        _length += FrameHeaderBytes + points.Length;
        _points = 0;
    }
}
