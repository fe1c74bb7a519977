using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FleetActors.Tracks;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>Reads what a journal holds after a crash.</summary>
internal static class JournalRecovery
{
    private const int Alignment = 8;

    /// <summary>What was found.</summary>
    /// <param name="Points">How many points were read.</param>
    /// <param name="DamagedAt">Where unreadable bytes begin that have readable ones behind them, or null.</param>
    /// <param name="TornBytes">Unreadable bytes at the end: a write that was under way.</param>
    public sealed record Found(long Points, long? DamagedAt, long TornBytes);

    /// <summary>Adds a journal's points to those of each car, in the order of their arrival. Whatever is readable is read.</summary>
    public static Found Read(string path, Dictionary<ulong, List<TrackPoint>> cars)
    {
        var bytes = File.ReadAllBytes(path);
        long points = 0;
        long? damagedAt = null;
        var at = 0;
        while (at < bytes.Length)
        {
            if (FrameAt(bytes, at) is { } frame)
            {
                points += Take(frame, cars);
                at += TrackJournal.FrameHeaderBytes + frame.Length;
                continue;
            }
            var next = NextFrame(bytes, at);
            if (next < 0) return new(points, damagedAt, bytes.Length - at);
            damagedAt ??= at;
            at = next;
        }
        return new(points, damagedAt, 0);
    }

    /// <summary>The points of the whole frame at a place, or null.</summary>
    private static ReadOnlyMemory<byte>? FrameAt(byte[] bytes, int at)
    {
        var rest = bytes.AsSpan(at);
        if (rest.Length < TrackJournal.FrameHeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(rest) != TrackJournal.Magic) return null;
        var points = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
        if (points is < 1 or > TrackJournal.MaxFramePoints || points * TrackJournal.PointBytes > rest.Length - TrackJournal.FrameHeaderBytes) return null;
        ReadOnlyMemory<byte> body = bytes.AsMemory(at + TrackJournal.FrameHeaderBytes, points * TrackJournal.PointBytes);
        if (TrackJournal.Checksum(body.Span) != BinaryPrimitives.ReadUInt64LittleEndian(rest[8..])) return null;
        return body;
    }

    private static int NextFrame(byte[] bytes, int after)
    {
        for (var at = after + Alignment; at < bytes.Length; at += Alignment)
        {
            if (FrameAt(bytes, at) is not null) return at;
        }
        return -1;
    }

    private static int Take(ReadOnlyMemory<byte> frame, Dictionary<ulong, List<TrackPoint>> cars)
    {
        var points = frame.Length / TrackJournal.PointBytes;
        for (var i = 0; i < points; i++)
        {
            var (key, point) = TrackJournal.Get(frame.Span[(i * TrackJournal.PointBytes)..]);
            ref var car = ref CollectionsMarshal.GetValueRefOrAddDefault(cars, key, out _);
            (car ??= []).Add(point);
        }
        return points;
    }
}
