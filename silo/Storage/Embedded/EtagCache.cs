using System.Numerics;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// The current ETag of recently written keys, exactly: key bytes are compared, the hash only finds the place.
/// Bounded; only the committer uses it. An ETag of 0 means that the row is known to be absent.
/// </summary>
internal sealed class EtagCache
{
    private const int Ways = 4;
    private const long WrittenOnce = 1;

    // Apart from the entries: a collection goes through all the rest of an array of structs with references of which one was written,
    // but only through the written parts of an array of references.
    private readonly byte[]?[] _keys;
    private readonly Entry[] _entries;
    private readonly ulong _setMask;
    private uint _turn;

    public EtagCache(int capacity)
    {
        var sets = BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 4 * Ways)) / Ways;
        _keys = new byte[]?[sets * Ways];
        _entries = new Entry[sets * Ways];
        _setMask = sets - 1;
    }

    /// <summary>Finds a key. The returned slot is for <see cref="Update"/>, and good until the next <see cref="TryAdd"/>.</summary>
    public bool TryGet(ulong hash, ReadOnlySpan<byte> key, out long etag, out int slot)
    {
        var first = (int)((hash & _setMask) * Ways);
        for (slot = first; slot < first + Ways; slot++)
        {
            ref var entry = ref _entries[slot];
            if (entry.Hash == hash && _keys[slot] is { } cached && key.SequenceEqual(cached))
            {
                etag = entry.Etag;
                return true;
            }
        }
        etag = 0;
        return false;
    }

    /// <summary>The key in <paramref name="slot"/> has this ETag once <paramref name="batch"/> is committed; it is not forgotten before.</summary>
    public void Update(int slot, long etag, long batch)
    {
        _entries[slot].Etag = etag;
        _entries[slot].Batch = batch;
    }

    /// <summary>
    /// Remembers a key that <see cref="TryGet"/> did not find. False when every place for it is taken by a key of the same
    /// batch: forgetting one of those would let a later write of the batch be compared with the committed value instead
    /// of the queued one, so the batch must be committed first.
    /// </summary>
    public bool TryAdd(ulong hash, ReadOnlySpan<byte> key, long etag, long batch, out int slot)
    {
        slot = PlaceFor(hash, batch);
        if (slot < 0) return false;
        _keys[slot] = key.ToArray();
        _entries[slot] = new Entry { Hash = hash, Etag = etag, Batch = batch };
        return true;
    }

    /// <summary>A place that is free, or else that of a row which was written once, as most of those will not be again, or else the next in turn; -1 when there is none.</summary>
    private int PlaceFor(ulong hash, long batch)
    {
        var (first, found) = ((int)((hash & _setMask) * Ways), -1);
        _turn = unchecked(_turn + 1);
        for (var way = 0u; way < Ways; way++)
        {
            var slot = first + (int)((way + _turn) % Ways);
            if (_keys[slot] is null) return slot;
            if (_entries[slot].Batch == batch) continue;
            if (_entries[slot].Etag <= WrittenOnce) return slot;
            if (found < 0) found = slot;
        }
        return found;
    }

    private struct Entry
    {
        public ulong Hash;
        public long Etag;
        public long Batch;
    }
}
