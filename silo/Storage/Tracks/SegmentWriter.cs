using System.Buffers.Binary;
using FleetActors.Tracks;
using Microsoft.Win32.SafeHandles;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>Writes one segment, car by car in the order of their keys. Nothing of it is visible before <see cref="Finish"/> has made it durable.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private const string Unfinished = ".unfinished";
    private static readonly int Largest = TrackBlock.MaxBytes(TrackBlock.MaxPoints);

    private readonly string _directory;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(1 << 20, pinned: true);
    private readonly List<(ulong Key, long Offset)> _cars = [];
    private int _buffered;
    private long _written;
    private long _points;
    private long _firstMs = long.MaxValue;
    private long _lastMs = long.MinValue;

    /// <summary>Begins a segment in a directory; what an earlier attempt of that name left is replaced.</summary>
    public SegmentWriter(string directory, string name)
    {
        _directory = directory;
        _path = Path.Combine(directory, name + Unfinished);
        _file = File.OpenHandle(_path, FileMode.Create, FileAccess.Write, FileShare.None);
    }

    /// <summary>Bytes so far.</summary>
    private long Length => _written + _buffered;

    /// <summary>Removes what attempts that were cut off have left.</summary>
    public static void RemoveUnfinished(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*" + Unfinished)) File.Delete(file);
    }

    /// <summary>From here on the blocks of another car. Keys increase.</summary>
    public void Begin(ulong key)
    {
        if (_cars.Count > 0 && _cars[^1].Key >= key) throw new ArgumentException("Cars are written in the order of their keys.", nameof(key));
        _cars.Add((key, Length));
    }

    /// <summary>Adds points of the car, in strict order of time.</summary>
    public void Add(ReadOnlySpan<TrackPoint> points)
    {
        while (!points.IsEmpty)
        {
            var some = points[..Math.Min(points.Length, TrackBlock.MaxPoints)];
            if (_buffer.Length - _buffered < Largest) Flush();
            _buffered += TrackBlock.Write(some, _buffer.AsSpan(_buffered));
            Count(some.Length, some[0].AtMs, some[^1].AtMs);
            points = points[some.Length..];
        }
    }

    /// <summary>Adds a block of the car as it is.</summary>
    public void Add(ReadOnlySpan<byte> block, in TrackBlock.Header header)
    {
        if (_buffer.Length - _buffered < block.Length) Flush();
        block.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += block.Length;
        Count(header.Points, header.FirstMs, header.LastMs);
    }

    /// <summary>Ends the segment; when this returns it is on the disk under its name.</summary>
    public SegmentInfo Finish(long fromGeneration, long toGeneration, int level)
    {
        var indexAt = Length;
        var fences = WriteIndex();
        Put(fences);
        var info = new SegmentInfo(fromGeneration, toGeneration, level, _firstMs, _lastMs, _points, _cars.Count, Length + SegmentFormat.FooterBytes);
        var footer = new byte[SegmentFormat.FooterBytes];
        SegmentFormat.WriteFooter(info, indexAt, fences, footer);
        Put(footer);
        Flush();
        RandomAccess.FlushToDisk(_file);
        _file.Dispose();
        File.Move(_path, Path.Combine(_directory, info.FileName), overwrite: true);
        DirectorySync.Flush(_directory);
        return info;
    }

    /// <summary>Removes the segment unless it was finished.</summary>
    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_path);
    }

    private byte[] WriteIndex()
    {
        var end = Length;
        var cars = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_cars);
        var fences = new byte[(cars.Length + SegmentFormat.PageEntries - 1) / SegmentFormat.PageEntries * sizeof(ulong)];
        var page = new byte[SegmentFormat.PageBytes];
        for (var first = 0; first < cars.Length; first += SegmentFormat.PageEntries)
        {
            var some = cars[first..Math.Min(cars.Length, first + SegmentFormat.PageEntries)];
            BinaryPrimitives.WriteUInt64LittleEndian(fences.AsSpan(first / SegmentFormat.PageEntries * sizeof(ulong)), some[0].Key);
            SegmentFormat.WritePage(some, first + some.Length < cars.Length ? cars[first + some.Length].Offset : end, page);
            Put(page);
        }
        return fences;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_buffered == _buffer.Length) Flush();
            var some = bytes[..Math.Min(bytes.Length, _buffer.Length - _buffered)];
            some.CopyTo(_buffer.AsSpan(_buffered));
            _buffered += some.Length;
            bytes = bytes[some.Length..];
        }
    }

    private void Count(int points, long firstMs, long lastMs)
    {
        _points += points;
        _firstMs = Math.Min(_firstMs, firstMs);
        _lastMs = Math.Max(_lastMs, lastMs);
    }

    private void Flush()
    {
        RandomAccess.Write(_file, _buffer.AsSpan(0, _buffered), _written);
        _written += _buffered;
        _buffered = 0;
    }
}
