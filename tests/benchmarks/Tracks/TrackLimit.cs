using System.Diagnostics;
using System.Runtime.InteropServices;
using FleetActors.Telemetry;

namespace FleetActors.Benchmarks.Tracks;

/// <summary>What disk and memory give when nothing else is in the way.</summary>
internal static partial class TrackLimit
{
    private const int DontNeed = 4;

    /// <summary>Bytes a second that one thread writes one after the other, each 8 MB synced before the next.</summary>
    public static double SyncedBytesPerSecond(string directory, TimeSpan time)
    {
        var path = Path.Combine(directory, "limit");
        var piece = new byte[8 << 20];
        new Random(1).NextBytes(piece);
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose);
        long written = 0;
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            RandomAccess.Write(file, piece, written);
            RandomAccess.FlushToDisk(file);
            written += piece.Length;
        }
        return written / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Fixes a second that one thread copies in batches of 512 through 64 MB of memory.</summary>
    public static double CopiesPerSecond(TimeSpan time)
    {
        var from = new PackedFix[512];
        var to = new PackedFix[2 << 20];
        long copied = 0;
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            for (var at = 0; at < to.Length; at += from.Length) from.CopyTo(to, at);
            copied += to.Length;
        }
        return copied / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Asks the kernel to forget what it has of a directory's files, so that reads go to the disk.</summary>
    public static void ForgetFiles(string directory)
    {
        if (!OperatingSystem.IsLinux()) return;
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            using var file = File.OpenHandle(path);
            if (Advise(file.DangerousGetHandle().ToInt32(), 0, 0, DontNeed) != 0) throw new IOException($"{path} could not be forgotten.");
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(int file, long offset, long length, int advice);
}
