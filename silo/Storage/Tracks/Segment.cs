using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using FleetActors.Tracks;
using Microsoft.Win32.SafeHandles;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>A finished segment, open for reading. Of its index only the first key of each page is in memory: a car's track costs two reads.</summary>
internal sealed class Segment
{
    private readonly SafeFileHandle _file;
    private readonly long _indexAt;
    private readonly ulong[] _fences;
    private int _users = 1;
    private volatile bool _isObsolete;

    private Segment(string path, SafeFileHandle file, in SegmentInfo info, long indexAt, ulong[] fences) =>
        (FilePath, _file, Info, _indexAt, _fences) = (path, file, info, indexAt, fences);

    /// <summary>Where it lies.</summary>
    public string FilePath { get; }

    /// <summary>What it holds.</summary>
    public SegmentInfo Info { get; }

    /// <summary>Index pages.</summary>
    public int Pages => _fences.Length;

    /// <summary>Opens a segment.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static Segment Open(string path)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        try
        {
            var length = RandomAccess.GetLength(file);
            var footer = new byte[SegmentFormat.FooterBytes];
            if (length < footer.Length) throw new InvalidDataException("it is too short");
            ReadExactly(file, footer, length - footer.Length);
            var (info, indexAt, checksum) = SegmentFormat.ReadFooter(footer, length);
            var pages = (info.Cars + SegmentFormat.PageEntries - 1) / SegmentFormat.PageEntries;
            var fencesAt = indexAt + pages * SegmentFormat.PageBytes;
            var fences = new byte[pages * sizeof(ulong)];
            if (fencesAt + fences.Length + footer.Length != length) throw new InvalidDataException("its parts do not fit together");
            ReadExactly(file, fences, fencesAt);
            if (XxHash3.HashToUInt64(fences) != checksum) throw new InvalidDataException("the index's checksum is wrong");
            return new(path, file, info, indexAt, MemoryMarshal.Cast<byte, ulong>(fences).ToArray());
        }
        catch (InvalidDataException damage)
        {
            file.Dispose();
            throw new InvalidDataException($"{path} is damaged: {damage.Message}.", damage);
        }
    }

    /// <summary>Adds a car's points of a time to a list.</summary>
    /// <exception cref="InvalidDataException">What belongs to the car is damaged.</exception>
    public void Read(ulong key, long fromMs, long toMs, List<TrackPoint> to)
    {
        if (Info.LastMs < fromMs || Info.FirstMs > toMs || Find(key) is not (var at, var length)) return;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var blocks = rented.AsSpan(0, length);
            ReadExactly(_file, blocks, at);
            ReadBlocks(blocks, fromMs, toMs, to);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{FilePath} is damaged at byte {at}: {damage.Message}", damage);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads an index page; answers its number of cars.</summary>
    public int ReadPage(int number, Span<byte> page)
    {
        ReadExactly(_file, page, _indexAt + (long)number * SegmentFormat.PageBytes);
        try
        {
            return SegmentFormat.CheckPage(page);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{FilePath} is damaged: {damage.Message}.", damage);
        }
    }

    /// <summary>Reads bytes of its blocks.</summary>
    public void ReadBytes(Span<byte> bytes, long at) => ReadExactly(_file, bytes, at);

    /// <summary>Where its blocks end.</summary>
    public long BlocksEnd => _indexAt;

    /// <summary>Keeps the file open while it is read. Called while nobody can make it obsolete.</summary>
    public void Use() => Interlocked.Increment(ref _users);

    /// <summary>Ends a use.</summary>
    public void EndUse()
    {
        if (Interlocked.Decrement(ref _users) > 0) return;
        _file.Dispose();
        if (_isObsolete) File.Delete(FilePath);
    }

    /// <summary>Closes it, and deletes it, as soon as nobody reads it any more.</summary>
    public void Remove()
    {
        _isObsolete = true;
        EndUse();
    }

    private (long At, int Length)? Find(ulong key)
    {
        var number = _fences.AsSpan().BinarySearch(key);
        if (number < 0) number = ~number - 1;
        if (number < 0) return null;
        Span<byte> page = stackalloc byte[SegmentFormat.PageBytes];
        var count = ReadPage(number, page);
        int low = 0, high = count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = SegmentFormat.Key(page, middle);
            if (found == key)
            {
                var (_, from, until) = SegmentFormat.Entry(page, count, middle);
                return (from, checked((int)(until - from)));
            }
            if (found < key) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }

    private static void ReadBlocks(ReadOnlySpan<byte> blocks, long fromMs, long toMs, List<TrackPoint> to)
    {
        while (!blocks.IsEmpty)
        {
            var header = TrackBlock.ReadHeader(blocks);
            if (header.LastMs >= fromMs && header.FirstMs <= toMs)
            {
                var before = to.Count;
                TrackBlock.Read(blocks, to);
                if (header.FirstMs < fromMs || header.LastMs > toMs) KeepOnly(to, before, fromMs, toMs);
            }
            blocks = blocks[header.Bytes..];
        }
    }

    private static void KeepOnly(List<TrackPoint> points, int from, long fromMs, long toMs)
    {
        var kept = from;
        for (var i = from; i < points.Count; i++)
        {
            if (points[i].AtMs >= fromMs && points[i].AtMs <= toMs) points[kept++] = points[i];
        }
        points.RemoveRange(kept, points.Count - kept);
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long at)
    {
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(file, bytes, at);
            if (read == 0) throw new InvalidDataException("it ends too early");
            bytes = bytes[read..];
            at += read;
        }
    }
}
