using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace FleetActors.Chaos;

/// <summary>
/// Throws away what a power cut would: the bytes and names in a directory that no successful sync had covered when the
/// process that wrote them was killed. That process must have been started with <see cref="Watch"/>.
/// </summary>
/// <remarks>
/// Strict, within what file systems do: of each file the synced beginning stays, or with a seed also some of what
/// followed; names are as they were at the last sync of the directory, so renames and removals after it are undone.
/// </remarks>
public static partial class PowerCut
{
    // The layout is that of powercut.c.
    private const ulong Magic = 0x3154554352574f50;
    private const int MaxFiles = 65_536;
    private const int HeaderBytes = 24;
    private const int FileBytes = 16;
    private const int NameBytes = 252;
    private const int OperationBytes = 8 + 2 * NameBytes;
    private const int Created = 1, Renamed = 2, Removed = 3;

    /// <summary>Builds the interposer with <paramref name="gcc"/> into <paramref name="directory"/>; returns its path.</summary>
    /// <param name="gcc">The compiler's path.</param>
    /// <param name="directory">Where to put the library.</param>
    public static string Build(string gcc, string directory)
    {
        var source = Path.Combine(directory, "powercut.c");
        var library = Path.Combine(directory, "powercut.so");
        using (var embedded = typeof(PowerCut).Assembly.GetManifestResourceStream("powercut.c")!)
        using (var file = File.Create(source))
            embedded.CopyTo(file);
        using var compiler = Process.Start(gcc, ["-O2", "-shared", "-fPIC", "-o", library, source, "-ldl", "-lpthread"]);
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? library : throw new InvalidOperationException($"{gcc} could not build {source}.");
    }

    /// <summary>Has a process watched from its start.</summary>
    /// <param name="start">How the process will be started.</param>
    /// <param name="library">What <see cref="Build"/> returned.</param>
    /// <param name="directory">The directory to watch, as an absolute path without links.</param>
    /// <param name="ledger">A file that does not exist yet, outside the directory but on the same file system.</param>
    public static void Watch(ProcessStartInfo start, string library, string directory, string ledger)
    {
        start.Environment["LD_PRELOAD"] = library;
        start.Environment["POWERCUT_DIRECTORY"] = directory;
        start.Environment["POWERCUT_LEDGER"] = ledger;
    }

    /// <summary>Leaves of <paramref name="directory"/> what a power cut would have left, and removes the ledger. The watched process must be dead.</summary>
    /// <param name="directory">The watched directory.</param>
    /// <param name="ledger">Its ledger.</param>
    /// <param name="torn">With it, a random part of each file's unsynced bytes stays, as a disk may have written them; without, none.</param>
    /// <returns>Bytes and names that were lost.</returns>
    public static (long Bytes, int Names) Apply(string directory, string ledger, Random? torn = null)
    {
        var entries = File.ReadAllBytes(ledger);
        if (BinaryPrimitives.ReadUInt64LittleEndian(entries) != Magic)
            throw new InvalidDataException($"{ledger} is not a ledger: the process was not watched.");
        var names = UndoNames(directory, ledger + ".shadow", entries);
        var bytes = CutFiles(directory, SyncedLengths(entries), torn);
        Directory.Delete(ledger + ".shadow", recursive: true);
        File.Delete(ledger);
        return (bytes, names);
    }

    private static int UndoNames(string directory, string shadows, ReadOnlySpan<byte> ledger)
    {
        var operations = BinaryPrimitives.ReadInt32LittleEndian(ledger[8..]);
        var durable = BinaryPrimitives.ReadInt32LittleEndian(ledger[12..]);
        for (var i = operations - 1; i >= durable; i--)
        {
            var operation = ledger.Slice(HeaderBytes + MaxFiles * FileBytes + i * OperationBytes, OperationBytes);
            var kind = BinaryPrimitives.ReadInt32LittleEndian(operation);
            var shadow = BinaryPrimitives.ReadInt32LittleEndian(operation[4..]);
            var from = Path.Combine(directory, Text(operation.Slice(8, NameBytes)));
            var to = Path.Combine(directory, Text(operation.Slice(8 + NameBytes, NameBytes)));
            if (kind == Created)
                File.Delete(from);
            if (kind == Renamed)
                File.Move(to, from, overwrite: true);
            if (shadow != 0)
                File.Move(Path.Combine(shadows, $"{shadow}"), kind == Removed ? from : to, overwrite: true);
        }
        return operations - durable;
    }

    private static long CutFiles(string directory, Dictionary<ulong, long> synced, Random? torn)
    {
        long lost = 0;
        foreach (var path in Directory.GetFiles(directory).Order(StringComparer.Ordinal))
        {
            var length = new FileInfo(path).Length;
            if (!synced.TryGetValue(InodeOf(path), out var kept) || kept >= length)
                continue;
            kept += torn?.NextInt64(length - kept + 1) ?? 0;
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.SetLength(file, kept);
            lost += length - kept;
        }
        return lost;
    }

    private static Dictionary<ulong, long> SyncedLengths(ReadOnlySpan<byte> ledger)
    {
        var synced = new Dictionary<ulong, long>();
        for (var i = 0; i < MaxFiles; i++)
        {
            var file = ledger.Slice(HeaderBytes + i * FileBytes, FileBytes);
            var inode = BinaryPrimitives.ReadUInt64LittleEndian(file);
            if (inode != 0)
                synced[inode] = BinaryPrimitives.ReadInt64LittleEndian(file[8..]);
        }
        return synced;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes[..bytes.IndexOf((byte)0)]);

    private static ulong InodeOf(string path)
    {
        const int currentDirectory = -100, inodeWanted = 0x100, inodeOffset = 32;
        var status = new byte[256];
        return StatX(currentDirectory, path, 0, inodeWanted, status) == 0
            ? BinaryPrimitives.ReadUInt64LittleEndian(status.AsSpan(inodeOffset))
            : throw new IOException($"{path} has no inode number.");
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, byte[] status);
}
