using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace FleetActors.Tracks;

/// <summary>Appends values of a few bits to bytes, lowest bit first. The bytes must reach 8 beyond the last bit.</summary>
/// <param name="bytes">Where to.</param>
internal ref struct BitSink(Span<byte> bytes)
{
    private readonly Span<byte> _bytes = bytes;
    private ulong _pending;
    private int _pendingBits;
    private int _position;

    /// <summary>The most bits of one value.</summary>
    public const int MaxBits = 56;

    /// <summary>Bytes that hold a bit.</summary>
    public readonly int Length => _position + (_pendingBits > 0 ? 1 : 0);

    /// <summary>Appends the lowest <paramref name="bits"/> bits of a value that has no others, at most <see cref="MaxBits"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ulong value, int bits)
    {
        unchecked
        {
            _pending |= value << _pendingBits;
            BinaryPrimitives.WriteUInt64LittleEndian(_bytes[_position..], _pending);
            _pendingBits += bits;
            _position += _pendingBits >> 3;
            _pending >>= _pendingBits & ~7;
            _pendingBits &= 7;
        }
    }
}

/// <summary>Reads what a <see cref="BitSink"/> wrote. Beyond the end there are zeros.</summary>
/// <param name="bytes">Where from.</param>
internal ref struct BitSource(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _bit;

    /// <summary>The next 56 bits or more, without going on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Peek()
    {
        var at = _bit >> 3;
        var word = at + sizeof(ulong) <= _bytes.Length ? BinaryPrimitives.ReadUInt64LittleEndian(_bytes[at..]) : Last(at);
        return word >> (_bit & 7);
    }

    /// <summary>Goes on.</summary>
    public void Skip(int bits) => _bit += bits;

    /// <summary>The next value.</summary>
    public ulong Read(int bits)
    {
        var value = Peek() & ((1UL << bits) - 1);
        Skip(bits);
        return value;
    }

    private readonly ulong Last(int at)
    {
        var word = 0UL;
        for (var i = _bytes.Length - 1; i >= at; i--) word = word << 8 | _bytes[i];
        return word;
    }
}
