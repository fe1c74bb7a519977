using System.Runtime.InteropServices;

namespace FleetActors.Tracks;

/// <summary>Brings points of one car, given in the order of their arrival, into the order of time; of several at one time the latest to arrive stays.</summary>
public static class TrackOrder
{
    /// <summary>Orders points in place; answers how many are left, at the beginning.</summary>
    public static int Sort(Span<TrackPoint> points)
    {
        if (IsStrict(points)) return points.Length;
        StableByTime(points);
        var kept = 0;
        for (var i = 0; i < points.Length; i++)
        {
            if (kept > 0 && points[kept - 1].AtMs == points[i].AtMs) kept--;
            points[kept++] = points[i];
        }
        return kept;
    }

    /// <summary>Orders a list.</summary>
    public static void Sort(List<TrackPoint> points)
    {
        var kept = Sort(CollectionsMarshal.AsSpan(points));
        points.RemoveRange(kept, points.Count - kept);
    }

    private static bool IsStrict(ReadOnlySpan<TrackPoint> points)
    {
        for (var i = 1; i < points.Length; i++)
        {
            if (points[i].AtMs <= points[i - 1].AtMs) return false;
        }
        return true;
    }

    private static void StableByTime(Span<TrackPoint> points)
    {
        var keys = new (long AtMs, int Place)[points.Length];
        for (var i = 0; i < points.Length; i++) keys[i] = (points[i].AtMs, i);
        MemoryExtensions.Sort(keys.AsSpan(), points);
    }
}
