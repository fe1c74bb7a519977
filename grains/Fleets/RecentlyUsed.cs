using System.Collections.Concurrent;

namespace FleetActors.Fleets;

/// <summary>
/// A bounded map for many readers. When it is full, the quarter that was not used for longest is dropped; its values are
/// made again when they are asked for.
/// </summary>
/// <param name="capacity">The most entries, at least 4.</param>
/// <param name="clock">Orders the uses.</param>
public sealed class RecentlyUsed<TKey, TValue>(int capacity, TimeProvider clock) where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly Lock _gate = new();

    /// <summary>How many entries there are, never more than the capacity.</summary>
    public int Count => _entries.Count;

    /// <summary>The value of a key, made when there is none. Does not allocate when there is one.</summary>
    public TValue GetOrAdd<TArgument>(TKey key, Func<TKey, TArgument, TValue> make, TArgument argument)
    {
        if (!_entries.TryGetValue(key, out var entry)) entry = Add(key, make, argument);
        entry.UsedAt = clock.GetTimestamp();
        return entry.Value;
    }

    private Entry Add<TArgument>(TKey key, Func<TKey, TArgument, TValue> make, TArgument argument)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var entry)) return entry;
            if (_entries.Count >= capacity) DropOldest();
            entry = new Entry(make(key, argument)) { UsedAt = clock.GetTimestamp() };
            _entries[key] = entry;
            return entry;
        }
    }

    private void DropOldest()
    {
        foreach (var (key, _) in _entries.Select(e => (e.Key, e.Value.UsedAt)).OrderBy(e => e.UsedAt).Take(capacity / 4).ToArray())
            _entries.TryRemove(key, out _);
    }

    private sealed class Entry(TValue value)
    {
        public TValue Value { get; } = value;

        /// <summary>Read and written without a lock: a lost update only makes the entry look a little older.</summary>
        public long UsedAt { get; set; }
    }
}
