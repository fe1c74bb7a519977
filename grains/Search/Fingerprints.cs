using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace FleetActors.Search;

/// <summary>
/// Tells of nearly every text that was never added that it was not, in 5 bytes a text: 40 bits of its hash. What may have been
/// added must be looked up. To be used from one thread at a time.
/// </summary>
internal sealed class Fingerprints
{
    private const int First = 64;

    private uint[] _low = new uint[First];
    private byte[] _high = new byte[First];

    /// <summary>How many different fingerprints there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a text may have been added.</summary>
    public bool MayContain(ReadOnlySpan<char> text)
    {
        var (low, high) = Of(text);
        return IsAt(Find(low, high));
    }

    /// <summary>Adds a text.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        var (low, high) = Of(text);
        var at = Find(low, high);
        if (IsAt(at)) return;
        (_low[at], _high[at]) = (low, high);
        Count++;
        if (Count * 5L > _low.Length * 4L) Grow();
    }

    /// <summary>Never 0, which marks a free place.</summary>
    private static (uint Low, byte High) Of(ReadOnlySpan<char> text)
    {
        var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text));
        return unchecked(((uint)hash | 1, (byte)(hash >> 32)));
    }

    private bool IsAt(int place) => _low[place] != 0;

    /// <summary>The place of a fingerprint, or the free one where it would go. The order of places is that of the fingerprints' low parts.</summary>
    private int Find(uint low, byte high)
    {
        var at = (int)(((ulong)low * (ulong)_low.Length) >> 32);
        while (_low[at] != 0 && (_low[at] != low || _high[at] != high)) at = at + 1 == _low.Length ? 0 : at + 1;
        return at;
    }

    /// <summary>By half: doubling would leave half of so many bytes unused.</summary>
    private void Grow()
    {
        var (low, high) = (_low, _high);
        var length = checked(low.Length / 2 * 3);
        (_low, _high) = (new uint[length], new byte[length]);
        for (var place = 0; place < low.Length; place++)
        {
            if (low[place] == 0) continue;
            var at = Find(low[place], high[place]);
            (_low[at], _high[at]) = (low[place], high[place]);
        }
    }
}
