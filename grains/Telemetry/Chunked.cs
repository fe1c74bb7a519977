namespace FleetActors.Telemetry;

/// <summary>
/// An array that grows by whole chunks, so that growing copies nothing and a place once there never moves. One writer; other
/// threads may read places that were published to them.
/// </summary>
internal sealed class Chunked<T> where T : struct
{
    /// <summary>Places of a chunk, as a power of two.</summary>
    public const int ChunkBits = 12;

    /// <summary>Places of a chunk.</summary>
    public const int ChunkLength = 1 << ChunkBits;

    private T[]?[] _chunks = [];

    /// <summary>A place that is there.</summary>
    public ref T this[int index] => ref _chunks[index >> ChunkBits]![index & (ChunkLength - 1)];

    /// <summary>What is in a place, or the default where there is no place yet.</summary>
    public T Read(int index)
    {
        var (chunks, at) = (Volatile.Read(ref _chunks), index >> ChunkBits);
        return at < chunks.Length && chunks[at] is { } chunk ? chunk[index & (ChunkLength - 1)] : default;
    }

    /// <summary>A place, which is made when it is not there yet.</summary>
    public ref T At(int index)
    {
        var at = index >> ChunkBits;
        if (at >= _chunks.Length) Grow(at + 1);
        return ref (_chunks[at] ?? Add(at))[index & (ChunkLength - 1)];
    }

    /// <summary>A whole chunk, or empty where there is none.</summary>
    public Span<T> Chunk(int at) => at < _chunks.Length ? _chunks[at] : default(Span<T>);

    private T[] Add(int at)
    {
        var chunk = new T[ChunkLength];
        Volatile.Write(ref _chunks[at], chunk);
        return chunk;
    }

    private void Grow(int least)
    {
        var chunks = new T[]?[Math.Max(least, 2 * _chunks.Length)];
        _chunks.CopyTo(chunks, 0);
        Volatile.Write(ref _chunks, chunks);
    }
}
