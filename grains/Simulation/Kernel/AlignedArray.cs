using System.Runtime.InteropServices;

namespace FleetActors.Simulation.Kernel;

/// <summary>
/// An array that begins on a cache line and never moves, so that a record of 16, 32 or 64 bytes never lies on two lines
/// and may be prefetched by address; a large one lies on huge pages where the system has them. Its memory belongs to the garbage collector: nothing has to be freed. Items are not
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
        var bytes = checked(length * sizeof(T));
        var isLarge = bytes >= HugePages.Bytes;
        var alignment = isLarge ? HugePages.Bytes : LineBytes;
        _memory = GC.AllocateArray<byte>(checked(bytes + alignment), pinned: true);
        var start = (Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0) + alignment - 1) & ~(nint)(alignment - 1);
        if (isLarge)
            HugePages.AskFor(start, bytes);
        Items = (T*)start;
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
