using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using FleetActors.Tracks;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>Brings buffered points, which came in the order of time, into a segment, which has them car by car. Used by one thread.</summary>
internal sealed class SegmentSeal
{
    private const int MostAhead = 64;

    private readonly record struct Run(int Part, int Start, int Count);

    private ulong[] _keys = [];
    private Run[] _runs = [];
    private int[][] _places = [];
    private int[] _ends = [];
    private TrackPoint[] _points = new TrackPoint[TrackBlock.MaxPoints];

    /// <summary>Writes a segment of some parts.</summary>
    public SegmentInfo Write(string directory, long generation, IReadOnlyList<SealedPart> parts)
    {
        using var writer = new SegmentWriter(directory, FormattableString.Invariant($"seal-{generation}"));
        var runs = Group(parts);
        Array.Sort(_keys, _runs, 0, runs);
        for (var first = 0; first < runs;)
        {
            var next = first + 1;
            while (next < runs && _keys[next] == _keys[first]) next++;
            if (next < runs) FetchAhead(parts, _runs[next]);
            writer.Begin(_keys[first]);
            writer.Add(Gather(parts, _runs.AsSpan(first, next - first)));
            first = next;
        }
        return writer.Finish(generation, generation, level: 0);
    }

    /// <summary>Writes a segment of cars that were read from journals.</summary>
    public static SegmentInfo Write(string directory, long fromGeneration, long toGeneration, Dictionary<ulong, List<TrackPoint>> cars)
    {
        using var writer = new SegmentWriter(directory, FormattableString.Invariant($"seal-{fromGeneration}"));
        foreach (var (key, points) in cars.OrderBy(car => car.Key))
        {
            TrackOrder.Sort(points);
            writer.Begin(key);
            writer.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(points));
        }
        return writer.Finish(fromGeneration, toGeneration, level: 0);
    }

    /// <summary>Sorts each part's points by slot, by counting; answers how many runs of one slot there are.</summary>
    private int Group(IReadOnlyList<SealedPart> parts)
    {
        if (_places.Length < parts.Count) Array.Resize(ref _places, parts.Count);
        var runs = 0;
        for (var part = 0; part < parts.Count; part++)
        {
            var slots = Count(parts[part]);
            if (_keys.Length < runs + slots)
            {
                Array.Resize(ref _keys, Math.Max(runs + slots, 2 * _keys.Length));
                Array.Resize(ref _runs, _keys.Length);
            }
            var start = 0;
            for (var slot = 0; slot < slots; slot++)
            {
                var count = _ends[slot];
                _ends[slot] = start;
                if (count == 0) continue;
                _keys[runs] = parts[part].Cars.Key(slot);
                _runs[runs++] = new(part, start, count);
                start += count;
            }
            Place(parts[part], part);
        }
        return runs;
    }

    /// <summary>Counts the points of each slot into <see cref="_ends"/>; answers how many slots there are.</summary>
    private int Count(SealedPart part)
    {
        var highest = 0;
        foreach (var chunk in part.Chunks)
        {
            for (var i = 0; i < chunk.Count; i++) highest = Math.Max(highest, chunk.Slots[i]);
        }
        if (_ends.Length <= highest) _ends = new int[Math.Max(highest + 1, 2 * _ends.Length)];
        _ends.AsSpan(0, highest + 1).Clear();
        foreach (var chunk in part.Chunks)
        {
            for (var i = 0; i < chunk.Count; i++) _ends[chunk.Slots[i]]++;
        }
        return highest + 1;
    }

    private void Place(SealedPart part, int number)
    {
        if ((_places[number]?.Length ?? 0) < part.Points) _places[number] = new int[part.Points];
        var places = _places[number];
        var place = 0;
        foreach (var chunk in part.Chunks)
        {
            for (var i = 0; i < chunk.Count; i++, place++) places[_ends[chunk.Slots[i]]++] = place;
        }
    }

    /// <summary>
    /// Asks for the next car's points while the present one's are encoded: they lie scattered over the buffer, and waiting for them
    /// was a third of the work (perf, 100,000 cars).
    /// </summary>
    private unsafe void FetchAhead(IReadOnlyList<SealedPart> parts, Run run)
    {
        if (!Sse.IsSupported) return;
        var chunks = parts[run.Part].Chunks;
        foreach (var place in _places[run.Part].AsSpan(run.Start, Math.Min(run.Count, MostAhead)))
            Sse.Prefetch0(Unsafe.AsPointer(ref chunks[place / TrackChunk.Capacity].Points[place % TrackChunk.Capacity]));
    }

    private ReadOnlySpan<TrackPoint> Gather(IReadOnlyList<SealedPart> parts, ReadOnlySpan<Run> runs)
    {
        var count = 0;
        foreach (var run in runs)
        {
            if (_points.Length < count + run.Count) Array.Resize(ref _points, Math.Max(count + run.Count, 2 * _points.Length));
            var chunks = parts[run.Part].Chunks;
            foreach (var place in _places[run.Part].AsSpan(run.Start, run.Count))
                _points[count++] = chunks[place / TrackChunk.Capacity].Points[place % TrackChunk.Capacity];
        }
        return _points.AsSpan(0, TrackOrder.Sort(_points.AsSpan(0, count)));
    }
}
