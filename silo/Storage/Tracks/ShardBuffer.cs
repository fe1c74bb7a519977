using FleetActors.Telemetry;
using FleetActors.Tracks;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>The points of one shard that are not yet in a segment. The shard appends; the journal's thread and readers look on.</summary>
/// <param name="cars">Keys and sampling.</param>
/// <param name="pool">Where chunks come from.</param>
/// <param name="counts">Where points are counted.</param>
/// <param name="forMoney">Never leaves a point out.</param>
internal sealed class ShardBuffer(SlotMemory cars, ChunkPool pool, TrackCounts counts, bool forMoney = false) : ITrackWriter
{
    private readonly Lock _lock = new();
    private List<TrackChunk> _chunks = [];
    private int _journaled;

    /// <summary>Whether its shard is gone. What it holds is still written.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether it holds nothing.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock) return _chunks.Count == 0;
        }
    }

    public void Append(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes)
    {
        if (slots.Length != fixes.Length) throw new ArgumentException("There is one slot for each fix.", nameof(fixes));
        int kept = 0, dropped = 0;
        lock (_lock)
        {
            var chunk = _chunks.Count > 0 ? _chunks[^1] : null;
            for (var i = 0; i < slots.Length; i++)
            {
                var point = TrackPoint.Of(fixes[i]);
                if (!cars.Keeps(slots[i], point)) continue;
                if (chunk is null || chunk.Count == TrackChunk.Capacity)
                {
                    if (pool.Rent(forMoney) is not { } fresh)
                    {
                        dropped++;
                        continue;
                    }
                    _chunks.Add(chunk = fresh);
                }
                chunk.Slots[chunk.Count] = slots[i];
                chunk.Points[chunk.Count++] = point;
                kept++;
            }
        }
        counts.Took(kept, slots.Length - kept - dropped, dropped);
    }

    /// <summary>Hands over what the journal has not had yet; from now on it counts as journaled.</summary>
    public void TakePending(List<PendingPoints> to)
    {
        lock (_lock) TakePendingLocked(to);
    }

    /// <summary>Hands everything over, to be sealed, and begins anew; null when there is nothing.</summary>
    public SealedPart? Detach(List<PendingPoints> pending)
    {
        lock (_lock)
        {
            TakePendingLocked(pending);
            if (_chunks.Count == 0) return null;
            var part = new SealedPart(cars, _chunks);
            (_chunks, _journaled) = ([], 0);
            return part;
        }
    }

    /// <summary>Adds a car's points to a list.</summary>
    public void Find(ulong key, List<TrackPoint> to)
    {
        lock (_lock) SealedPart.Find(cars, _chunks, key, to);
    }

    public void Dispose() => IsClosed = true;

    private void TakePendingLocked(List<PendingPoints> to)
    {
        for (var number = _journaled / TrackChunk.Capacity; number < _chunks.Count; number++)
        {
            var from = Math.Max(0, _journaled - number * TrackChunk.Capacity);
            var until = _chunks[number].Count;
            if (until > from) to.Add(new(cars, _chunks[number], from, until));
        }
        _journaled = _chunks.Count == 0 ? 0 : (_chunks.Count - 1) * TrackChunk.Capacity + _chunks[^1].Count;
    }
}

/// <summary>A part of a chunk that goes to the journal.</summary>
internal readonly record struct PendingPoints(SlotMemory Cars, TrackChunk Chunk, int From, int Until);

/// <summary>One buffer's points, on their way into a segment.</summary>
/// <param name="Cars">Keys of the slots.</param>
/// <param name="Chunks">All full but the last.</param>
internal sealed record SealedPart(SlotMemory Cars, List<TrackChunk> Chunks)
{
    /// <summary>How many points.</summary>
    public int Points => (Chunks.Count - 1) * TrackChunk.Capacity + Chunks[^1].Count;

    /// <summary>Adds a car's points to a list.</summary>
    public void Find(ulong key, List<TrackPoint> to) => Find(Cars, Chunks, key, to);

    internal static void Find(SlotMemory cars, List<TrackChunk> chunks, ulong key, List<TrackPoint> to)
    {
        if (chunks.Count == 0 || cars.Find(key) is not (>= 0 and var slot)) return;
        foreach (var chunk in chunks)
        {
            var slots = chunk.Slots.AsSpan(0, chunk.Count);
            for (var at = 0; at < slots.Length; at++)
            {
                var next = slots[at..].IndexOf(slot);
                if (next < 0) break;
                at += next;
                to.Add(chunk.Points[at]);
            }
        }
    }
}
