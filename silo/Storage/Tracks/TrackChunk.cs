using FleetActors.Tracks;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>Some buffered points of one shard in the order of their arrival. Appended to, never changed.</summary>
internal sealed class TrackChunk
{
    /// <summary>Points of a full chunk.</summary>
    public const int Capacity = 256;

    /// <summary>Memory of a chunk.</summary>
    public const int Bytes = Capacity * (sizeof(int) + 32);

    public readonly int[] Slots = new int[Capacity];
    public readonly TrackPoint[] Points = new TrackPoint[Capacity];

    /// <summary>How many are in it.</summary>
    public int Count;
}

/// <summary>The memory for buffered points: at most so many chunks, used again and again.</summary>
/// <param name="capacity">Chunks.</param>
/// <param name="whenHalf">Called when half of them have come into use: time to write some away.</param>
internal sealed class ChunkPool(int capacity, Action whenHalf)
{
    private readonly Lock _lock = new();
    private readonly Stack<TrackChunk> _free = [];
    private int _used;

    /// <summary>Chunks in use; those for money may exceed the capacity.</summary>
    public int Used => Volatile.Read(ref _used);

    /// <summary>Whether it is time to write chunks away.</summary>
    public bool IsHalfUsed => Used >= capacity / 2;

    /// <summary>An empty chunk, or null when all are in use.</summary>
    /// <param name="beyondCapacity">For the few points on which money depends: they are never dropped.</param>
    public TrackChunk? Rent(bool beyondCapacity)
    {
        TrackChunk? chunk;
        int used;
        lock (_lock)
        {
            if (_used >= capacity && !beyondCapacity) return null;
            used = ++_used;
            _free.TryPop(out chunk);
        }
        if (used == capacity / 2) whenHalf();
        return chunk ?? new TrackChunk();
    }

    /// <summary>Takes chunks back that nobody reads any more.</summary>
    public void Return(List<TrackChunk> chunks)
    {
        lock (_lock)
        {
            foreach (var chunk in chunks)
            {
                chunk.Count = 0;
                if (_free.Count < capacity) _free.Push(chunk);
            }
            _used -= chunks.Count;
        }
    }
}
