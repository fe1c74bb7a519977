namespace FleetActors.Silo.Storage.Tracks;

/// <summary>Which segments are merged next.</summary>
internal static class MergePlan
{
    /// <summary>So many segments of one level and day become one of the next level.</summary>
    public const int FanIn = 8;

    /// <summary>The most segments that are merged at once.</summary>
    public const int MaxAtOnce = 64;

    /// <summary>A finished day is not merged into more bytes than this: retention deletes whole files, and a merge must end.</summary>
    public const long MaxDayBytes = 4L << 30;

    private const long DayMs = 86_400_000;

    /// <summary>The number of the first segment to merge and how many, or null. A day ends a merge, so that retention may delete by day.</summary>
    /// <param name="segments">In the order of their generations.</param>
    /// <param name="setAside">First generations of segments that are not merged.</param>
    public static (int First, int Count)? Next(IReadOnlyList<SegmentInfo> segments, IReadOnlySet<long>? setAside = null)
    {
        for (var first = 0; first < segments.Count;)
        {
            var count = 1;
            while (first + count < segments.Count && IsFree(segments[first]) && IsFree(segments[first + count]) && IsAlike(segments[first], segments[first + count])) count++;
            if (count >= FanIn) return (first, FanIn);
            first += count;
        }
        return FinishedDay(segments, IsFree);

        bool IsFree(SegmentInfo segment) => setAside?.Contains(segment.FromGeneration) != true;
    }

    private static (int First, int Count)? FinishedDay(IReadOnlyList<SegmentInfo> segments, Func<SegmentInfo, bool> isFree)
    {
        if (segments.Count == 0) return null;
        var today = Day(segments[^1]);
        for (var first = 0; first < segments.Count && Day(segments[first]) < today;)
        {
            var count = 1;
            var bytes = segments[first].Bytes;
            while (count < MaxAtOnce && first + count < segments.Count && isFree(segments[first]) && isFree(segments[first + count]) && Day(segments[first + count]) == Day(segments[first])
                && bytes + segments[first + count].Bytes <= MaxDayBytes)
                bytes += segments[first + count++].Bytes;
            if (count > 1) return (first, count);
            first++;
        }
        return null;
    }

    private static bool IsAlike(in SegmentInfo a, in SegmentInfo b) => a.Level == b.Level && Day(a) == Day(b);

    private static long Day(in SegmentInfo segment) => segment.LastMs / DayMs;
}
