using FleetActors.Tracks;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>Makes one segment of several, so that a car's day lies in few places. Blocks are copied; small ones are joined.</summary>
internal static class SegmentMerge
{
    private const int SmallBlock = 128;

    /// <summary>Merges segments, given in the order of their generations; null when it was stopped.</summary>
    public static SegmentInfo? Run(string directory, IReadOnlyList<Segment> segments, CancellationToken stop)
    {
        var level = segments.Max(segment => segment.Info.Level) + 1;
        var (from, to) = (segments[0].Info.FromGeneration, segments[^1].Info.ToGeneration);
        using var writer = new SegmentWriter(directory, $"merge-{from}-{to}");
        var open = new List<SegmentScan>();
        foreach (var segment in segments)
        {
            var scan = new SegmentScan(segment);
            if (scan.Next()) open.Add(scan);
        }
        var points = new List<TrackPoint>();
        var same = new List<SegmentScan>();
        while (open.Count > 0)
        {
            if (stop.IsCancellationRequested) return null;
            same.Clear();
            var key = TakeLowest(open, same);
            writer.Begin(key);
            Write(writer, same, points);
            foreach (var scan in same)
            {
                if (!scan.Next()) open.Remove(scan);
            }
        }
        return writer.Finish(from, to, level);
    }

    /// <summary>Whether every block of a segment can be read.</summary>
    public static bool IsReadable(Segment segment)
    {
        try
        {
            var points = new List<TrackPoint>();
            for (var scan = new SegmentScan(segment); scan.Next(); points.Clear())
                for (var rest = scan.Blocks; !rest.IsEmpty;) rest = rest[TrackBlock.Read(rest, points)..];
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>The lowest key, and those whose present car has it, in the order of their generations.</summary>
    private static ulong TakeLowest(List<SegmentScan> open, List<SegmentScan> same)
    {
        var lowest = ulong.MaxValue;
        foreach (var scan in open)
        {
            if (scan.Key < lowest || same.Count == 0)
            {
                same.Clear();
                lowest = scan.Key;
            }
            if (scan.Key == lowest) same.Add(scan);
        }
        return lowest;
    }

    private static void Write(SegmentWriter writer, List<SegmentScan> scans, List<TrackPoint> points)
    {
        int blocks = 0, total = 0;
        foreach (var scan in scans)
        {
            for (var rest = scan.Blocks; !rest.IsEmpty; blocks++)
            {
                var header = TrackBlock.ReadHeader(rest);
                total += header.Points;
                rest = rest[header.Bytes..];
            }
        }
        if (blocks > 1 && total < blocks * SmallBlock) Join(writer, scans, points);
        else Copy(writer, scans);
    }

    private static void Copy(SegmentWriter writer, List<SegmentScan> scans)
    {
        foreach (var scan in scans)
        {
            for (var rest = scan.Blocks; !rest.IsEmpty;)
            {
                var header = TrackBlock.ReadHeader(rest);
                writer.Add(rest[..header.Bytes], header);
                rest = rest[header.Bytes..];
            }
        }
    }

    private static void Join(SegmentWriter writer, List<SegmentScan> scans, List<TrackPoint> points)
    {
        points.Clear();
        foreach (var scan in scans)
        {
            for (var rest = scan.Blocks; !rest.IsEmpty;) rest = rest[TrackBlock.Read(rest, points)..];
        }
        TrackOrder.Sort(points);
        writer.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(points));
    }
}
