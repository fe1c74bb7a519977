namespace FleetActors.Tracks;

/// <summary>
/// What a shard's writer remembers of each slot that ever sent a fix: its car's key and, unless every fix is kept, the last point kept.
/// Slots without fixes cost nothing. Written by one caller; keys may be read by others who learnt of the slot from that caller.
/// </summary>
/// <param name="vehicleOf">Which car has a slot.</param>
/// <param name="sampling">Which points are kept.</param>
public sealed class SlotMemory(Func<int, VehicleId> vehicleOf, TrackSampling sampling)
{
    private const int PageBits = 8;
    private const int PageSlots = 1 << PageBits;
    private const int PageMask = PageSlots - 1;
    private const int FirstPages = 16;

    private readonly bool _keepsEvery = sampling.KeepsEveryFix;
    private Page?[] _pages = new Page?[FirstPages];

    /// <summary>The key of the car in a slot that has sent a fix.</summary>
    public ulong Key(int slot) => Volatile.Read(ref _pages)[slot >> PageBits]!.Keys[slot & PageMask];

    /// <summary>The slot of a car, or -1 when it has not sent a fix here.</summary>
    public int Find(ulong key)
    {
        var pages = Volatile.Read(ref _pages);
        for (var number = 0; number < pages.Length; number++)
        {
            if (pages[number] is { } page && page.Keys.AsSpan().IndexOf(key) is >= 0 and var at) return number << PageBits | at;
        }
        return -1;
    }

    /// <summary>Whether a point is kept. A kept point is remembered.</summary>
    public bool Keeps(int slot, in TrackPoint point)
    {
        var page = PageOf(slot >> PageBits);
        ref var key = ref page.Keys[slot & PageMask];
        var isFirst = key == 0;
        if (isFirst) key = TrackKey.Of(vehicleOf(slot));
        if (_keepsEvery) return true;
        ref var last = ref page.Last[slot & PageMask];
        if (!isFirst && !SamplingRules.Keeps(sampling, last, point)) return false;
        if (point.AtMs >= last.AtMs) last = point;
        return true;
    }

    private Page PageOf(int number)
    {
        if (number >= _pages.Length)
        {
            var grown = new Page?[Math.Max(number + 1, 2 * _pages.Length)];
            _pages.CopyTo(grown, 0);
            Volatile.Write(ref _pages, grown);
        }
        return _pages[number] ??= new(_keepsEvery);
    }

    private sealed class Page(bool keepsEvery)
    {
        public readonly ulong[] Keys = new ulong[PageSlots];
        public readonly TrackPoint[] Last = keepsEvery ? [] : new TrackPoint[PageSlots];
    }
}
