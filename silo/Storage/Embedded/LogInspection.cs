using System.Globalization;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>
/// Looks at the logs before RocksDB does. RocksDB's tolerant mode drops whatever follows a damaged length or a zeroed
/// block in the last 32 KiB without a word, and its strict mode refuses what every power cut leaves. Here an incomplete write at the very
/// end is cut off, and everything else that is not whole refuses to open.
/// </summary>
internal static class LogInspection
{
    /// <summary>Cuts incomplete last writes off; returns which files lost how many bytes. Throws <see cref="EmbeddedStoreException"/> on damage.</summary>
    public static IReadOnlyList<(string File, long Bytes)> CutTornTails(string directory)
    {
        var logs = Numbered(directory, "*.log");
        var manifest = CurrentManifest(directory, logs);
        var cut = new List<(string, long)>();
        for (var i = 0; i < logs.Count; i++)
        {
            // Only the newest log that holds anything can end in a write that was under way.
            var mayBeTorn = logs.Skip(i + 1).All(later => new FileInfo(later).Length == 0);
            Inspect(directory, logs[i], holdsBatches: true, mayBeTorn, cut);
        }
        if (manifest is not null)
            Inspect(directory, manifest, holdsBatches: false, mayBeTorn: true, cut);
        return cut;
    }

    private static void Inspect(string directory, string file, bool holdsBatches, bool mayBeTorn, List<(string, long)> cut)
    {
        var bytes = File.ReadAllBytes(file);
        var verdict = LogVerdict.Of(bytes, holdsBatches);
        if (verdict.Whole)
            return;
        var name = Path.GetFileName(file);
        if (verdict.Damage is { } damage)
            throw Damaged(directory, $"{name}, byte {verdict.FirstBadByte}: {damage}");
        if (!mayBeTorn)
            throw Damaged(directory, $"{name}, byte {verdict.FirstBadByte}: the log ends too early, and a later log exists");
        using (var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.SetLength(handle, verdict.WholeBytes);
            RandomAccess.FlushToDisk(handle);
        }
        cut.Add((name, bytes.Length - verdict.WholeBytes));
    }

    /// <summary>The manifest in force; null for a new directory. A directory with data but without one is damaged: RocksDB would begin anew over it.</summary>
    private static string? CurrentManifest(string directory, List<string> logs)
    {
        var current = Path.Combine(directory, "CURRENT");
        if (File.Exists(current))
        {
            var manifest = Path.Combine(directory, File.ReadAllText(current).Trim());
            return File.Exists(manifest) && !manifest.Equals(directory, StringComparison.Ordinal)
                ? manifest
                : throw Damaged(directory, "CURRENT names a manifest that does not exist");
        }
        if (Directory.EnumerateFiles(directory, "*.sst").Any() || logs.Any(log => new FileInfo(log).Length > 0))
            throw Damaged(directory, "CURRENT is missing");
        return null;
    }

    private static List<string> Numbered(string directory, string pattern) =>
    [
        .. Directory.EnumerateFiles(directory, pattern)
            .OrderBy(file => ulong.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture)),
    ];

    private static EmbeddedStoreException Damaged(string directory, string detail)
    {
        var message = StoreFailure.Damaged(directory, detail);
        return new EmbeddedStoreException(message, new InvalidDataException(detail));
    }
}
