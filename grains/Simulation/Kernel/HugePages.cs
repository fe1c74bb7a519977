using System.Runtime.InteropServices;

namespace FleetActors.Simulation.Kernel;

/// <summary>
/// Asks the system to back memory with pages of 2 MB. Cars and links are read in no order that a processor could foresee;
/// with pages of 4 KB nearly every read would look up its page as well.
/// </summary>
internal static partial class HugePages
{
    /// <summary>Size and alignment of a page.</summary>
    public const int Bytes = 2 << 20;

    /// <summary>From <c>madvise(2)</c>.</summary>
    private const int MadvHugepage = 14;

    /// <summary>Only a wish: where the system has no such pages to give, nothing but speed is lost.</summary>
    public static void AskFor(nint start, nint bytes)
    {
        if (OperatingSystem.IsLinux())
            _ = Advise(start, bytes, MadvHugepage);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nint bytes, int advice);
}
