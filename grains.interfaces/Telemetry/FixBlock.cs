using System.Buffers;
using System.Runtime.InteropServices;

namespace FleetActors.Telemetry;

/// <summary>
/// Fixes of one shard as bytes, <see cref="WireFix"/> by <see cref="WireFix"/>: moved as one block, without looking at any of
/// them. The memory must not change until the call has been answered; after a call that failed, never.
/// </summary>
/// <param name="BaseMs">The time from which those of the fixes count, in milliseconds since 1970.</param>
/// <param name="Bytes">At most <see cref="IVehicleShardGrain.MaxFixes"/> fixes.</param>
[Immutable, Alias("FixBlock")]
public readonly record struct FixBlock(long BaseMs, ReadOnlyMemory<byte> Bytes)
{
    private byte[]? Rented { get; init; }

    /// <summary>Whether the bytes are whole fixes and not too many.</summary>
    public bool IsValid => Bytes.Length % WireFix.Size == 0 && Bytes.Length <= IVehicleShardGrain.MaxFixes * WireFix.Size;

    /// <summary>The fixes, in place.</summary>
    public ReadOnlySpan<WireFix> Fixes => MemoryMarshal.Cast<byte, WireFix>(Bytes.Span);

    /// <summary>The base from which a fix of this time and any other within 24 days of it can be written.</summary>
    public static long BaseFor(long atMs) => unchecked(atMs - WireFix.SpanMs / 2);

    /// <summary>A block whose memory came from the shared pool.</summary>
    internal static FixBlock OfRented(long baseMs, byte[] rented, int length) => new(baseMs, rented.AsMemory(0, length)) { Rented = rented };

    /// <summary>
    /// Gives the memory of a block that came over the wire back to the pool; one that a caller in this process made stays his.
    /// Once only, by whom the call is for, who must not look at it any more.
    /// </summary>
    public void Release()
    {
        if (Rented is { } rented) ArrayPool<byte>.Shared.Return(rented);
    }
}
