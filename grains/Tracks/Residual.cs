using System.Runtime.CompilerServices;

namespace FleetActors.Tracks;

/// <summary>
/// How the difference between a reading and its prediction is written: one bit when there is none, else a prefix that says
/// which of three widths follows. The widths are part of the stored format.
/// </summary>
/// <param name="Small">Bits after the prefix 01.</param>
/// <param name="Medium">Bits after the prefix 011.</param>
/// <param name="Large">Bits after the prefix 111; takes every difference that can occur.</param>
internal readonly record struct Residual(int Small, int Medium, int Large)
{
    /// <summary>Times, in milliseconds, against the interval before.</summary>
    public static readonly Residual Time = new(11, 18, 50);
    /// <summary>Degrees, in 1e-7, against motion going on.</summary>
    public static readonly Residual Degrees = new(10, 15, 32);
    /// <summary>Tenths of km/h against the last.</summary>
    public static readonly Residual Speed = new(6, 10, 17);
    /// <summary>Tenths of degrees against the last.</summary>
    public static readonly Residual Heading = new(6, 11, 17);
    /// <summary>Tenths of percent against the last.</summary>
    public static readonly Residual Charge = new(2, 6, 17);
    /// <summary>Metres against what the speed makes of the time.</summary>
    public static readonly Residual Odometer = new(4, 10, 44);

    /// <summary>Writes a difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ref BitSink sink, long difference)
    {
        unchecked
        {
            var folded = (ulong)(difference << 1 ^ difference >> 63);
            if (folded == 0) sink.Write(0, 1);
            else if (folded >> Small == 0) sink.Write(folded << 2 | 0b01, Small + 2);
            else if (folded >> Medium == 0) sink.Write(folded << 3 | 0b011, Medium + 3);
            else sink.Write(folded << 3 | 0b111, Large + 3);
        }
    }

    /// <summary>Reads a difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Read(ref BitSource source)
    {
        unchecked
        {
            var word = source.Peek();
            if ((word & 1) == 0)
            {
                source.Skip(1);
                return 0;
            }
            var (prefix, bits) = (word & 0b111) switch { 0b111 => (3, Large), 0b011 => (3, Medium), _ => (2, Small) };
            source.Skip(prefix + bits);
            var folded = word >> prefix & (1UL << bits) - 1;
            return (long)(folded >> 1) ^ -(long)(folded & 1);
        }
    }
}
