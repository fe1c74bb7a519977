using System.Runtime.InteropServices;

namespace FleetActors.Telemetry;

/// <summary>
/// A <see cref="PackedFix"/> for a place in a shard's arrays in 26 bytes, little-endian, as precise as it is kept: 20 bits of
/// slot and 12 of generation, the time in milliseconds after its block's, degrees in 1e-7, 34 bits of metres (the upper two
/// beside the charge), hundredths of km/h, degrees and percent. A stale handle is told by the lowest 12 bits of its generation.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public readonly record struct WireFix
{
    /// <summary>Bytes of one.</summary>
    public const int Size = 26;

    /// <summary>How many milliseconds after its block's time a fix may lie, at most; 49 days.</summary>
    public const long SpanMs = uint.MaxValue;

    /// <summary>What a generation is told by.</summary>
    public const int GenerationMask = (1 << 32 - SlotBits) - 1;

    private const int SlotBits = 20;
    private const int ChargeBits = 14;
    private const ushort UnreadableCharge = (1 << ChargeBits) - 1;
    private const ulong UnbelievableMetres = (1UL << 32 + 16 - ChargeBits) - 1;

    private readonly uint _place;
    private readonly uint _afterMs;
    private readonly int _latitudeE7;
    private readonly int _longitudeE7;
    private readonly uint _metres;
    private readonly ushort _speed;
    private readonly ushort _heading;
    private readonly ushort _chargeAndMetres;

    /// <summary>Writes a fix. Its time must fit: see <see cref="Fits"/>.</summary>
    public WireFix(int slot, int generation, in PackedFix fix, long baseMs)
    {
        // What does not fit into the fields is not believed by any shard, and stays so.
        unchecked
        {
            var metres = Math.Min((ulong)fix.OdometerMetres, UnbelievableMetres);
            uint charge = Math.Min(fix.ChargeCentiPercent, UnreadableCharge);
            _place = (uint)slot | (uint)generation << SlotBits;
            _afterMs = (uint)(fix.AtMs - baseMs);
            (_latitudeE7, _longitudeE7) = (fix.LatitudeE7, fix.LongitudeE7);
            _metres = (uint)metres;
            (_speed, _heading) = (fix.SpeedCentiKmh, fix.HeadingCentiDegrees);
            _chargeAndMetres = (ushort)(charge | (uint)(metres >> 32) << ChargeBits);
        }
    }

    /// <summary>The place.</summary>
    public int Slot => (int)(_place & (1 << SlotBits) - 1);

    /// <summary>The lowest bits of whose place it must be.</summary>
    public int Generation => (int)(_place >> SlotBits);

    /// <summary>Whether a time can be written after a block's.</summary>
    public static bool Fits(long atMs, long baseMs) => unchecked((ulong)(atMs - baseMs)) <= SpanMs;

    /// <summary>The fix as shards keep it.</summary>
    public PackedFix Unpack(long baseMs) => new()
    {
        AtMs = unchecked(baseMs + _afterMs),
        OdometerMetres = (long)_metres | (long)(_chargeAndMetres >> ChargeBits) << 32,
        LatitudeE7 = _latitudeE7,
        LongitudeE7 = _longitudeE7,
        SpeedCentiKmh = _speed,
        HeadingCentiDegrees = _heading,
        ChargeCentiPercent = (_chargeAndMetres & UnreadableCharge) is var charge and not UnreadableCharge ? (ushort)charge : PackedFix.Unreadable,
    };
}
