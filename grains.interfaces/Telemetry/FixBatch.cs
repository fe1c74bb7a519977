using System.Runtime.InteropServices;

namespace FleetActors.Telemetry;

/// <summary>A packed fix for a place in a shard's arrays: 40 bytes, little-endian.</summary>
/// <param name="Slot">The place.</param>
/// <param name="Generation">Whose place it must be.</param>
/// <param name="Fix">The fix.</param>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly record struct PackedSlotFix(int Slot, int Generation, PackedFix Fix)
{
    /// <summary>Bytes of one.</summary>
    public const int Size = 8 + PackedFix.Size;
}

/// <summary>
/// Fixes of one shard as bytes, <see cref="PackedSlotFix"/> by <see cref="PackedSlotFix"/>: moved as one block, without looking
/// at any of them. The memory must not change until the call has been answered; after a call that failed, never.
/// </summary>
/// <param name="Bytes">At most <see cref="IVehicleShardGrain.MaxFixes"/> fixes.</param>
[GenerateSerializer, Immutable, Alias("FixBatch")]
public readonly record struct FixBatch([property: Id(0)] ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether the bytes are whole fixes and not too many.</summary>
    public bool IsValid => Bytes.Length % PackedSlotFix.Size == 0 && Bytes.Length <= IVehicleShardGrain.MaxFixes * PackedSlotFix.Size;

    /// <summary>The fixes, in place.</summary>
    public ReadOnlySpan<PackedSlotFix> Fixes => MemoryMarshal.Cast<byte, PackedSlotFix>(Bytes.Span);
}
