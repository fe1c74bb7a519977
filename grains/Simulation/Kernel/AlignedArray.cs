using System.Runtime.InteropServices;

namespace FleetActors.Simulation.Kernel;

/// <summary>
/// An array that begins on a cache line and never moves, so that a record of 16, 32 or 64 bytes never lies on two lines
/// and may be prefetched by address. Its memory belongs to the garbage collector: nothing has to be freed. Items are not
/// bounds-checked; who indexes them has to know that the index is right.
/// </summary>
internal sealed unsafe class AlignedArray<T>
    where T : unmanaged
{
    private const int LineBytes = 64;

    private readonly byte[] _memory;

    /// <summary>Zeroed items.</summary>
    public AlignedArray(int length)
    {
        Length = length;
        _memory = GC.AllocateArray<byte>(checked(length * sizeof(T) + LineBytes), pinned: true);
        var start = Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        Items = (T*)((start + LineBytes - 1) & ~(nint)(LineBytes - 1));
    }

    /// <summary>Number of items.</summary>
    public int Length { get; }

    /// <summary>The first item; valid as long as this object is referenced.</summary>
    public T* Items { get; }

    /// <summary>All items.</summary>
    public Span<T> Span => new(Items, Length);

    /// <summary>Their bytes, for checkpoints and hashes.</summary>
    public Span<byte> Bytes => new(Items, Length * sizeof(T));
}
