namespace FleetActors.Tracks;

/// <summary>Whole numbers in as few bytes as they need, seven bits in each, lowest first.</summary>
public static class Varint
{
    private const int MaxBytes = 10;

    /// <summary>Writes a number; answers the bytes written.</summary>
    public static int Write(ulong value, Span<byte> to)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7) to[at++] = unchecked((byte)(value | 0x80));
        to[at] = (byte)value;
        return at + 1;
    }

    /// <summary>Reads the number at a position and moves it on.</summary>
    /// <exception cref="InvalidDataException">There is no whole number.</exception>
    public static ulong Read(ReadOnlySpan<byte> from, ref int at)
    {
        var value = 0UL;
        for (var i = 0; i < MaxBytes && at < from.Length; i++)
        {
            var part = from[at++];
            value |= (ulong)(part & 0x7F) << 7 * i;
            if (part < 0x80) return value;
        }
        throw new InvalidDataException("A number in a block of a track has no end.");
    }
}
