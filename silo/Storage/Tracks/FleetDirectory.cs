using System.Globalization;
using FleetActors.Tracks;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>A fleet's directory as it was found: its segments, after the journals of a crash have become one more of them.</summary>
internal sealed partial class FleetDirectory
{
    private const string JournalPrefix = "journal-";
    private const string Damaged = ".damaged";

    private readonly ILogger _logger;

    private FleetDirectory(string path, ILogger logger) => (Path, _logger) = (path, logger);

    /// <summary>Where.</summary>
    public string Path { get; }

    /// <summary>In the order of their generations.</summary>
    public List<Segment> Segments { get; private set; } = [];

    /// <summary>The first generation that is not taken.</summary>
    public long NextGeneration { get; private set; } = 1;

    /// <summary>A generation's journal.</summary>
    public static string JournalName(long generation) => string.Create(CultureInfo.InvariantCulture, $"{JournalPrefix}{generation:D10}.log");

    /// <summary>Creates the directory or takes it up. Damaged files are reported, set aside under another name, and what is readable of a journal is kept.</summary>
    public static FleetDirectory Open(string path, ILogger logger)
    {
        var isNew = !Directory.Exists(path);
        Directory.CreateDirectory(path);
        if (isNew && System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } parent) DirectorySync.Flush(parent);
        SegmentWriter.RemoveUnfinished(path);
        var directory = new FleetDirectory(path, logger);
        directory.OpenSegments();
        directory.RecoverJournals();
        return directory;
    }

    private void OpenSegments()
    {
        var found = new List<Segment>();
        foreach (var file in Directory.EnumerateFiles(Path, "segment-*.trk").Order(StringComparer.Ordinal))
        {
            try
            {
                found.Add(Segment.Open(file));
            }
            catch (InvalidDataException damage)
            {
                SegmentDamaged(_logger, damage.Message, file + Damaged);
                File.Move(file, file + Damaged, overwrite: true);
            }
        }
        // A merge that was finished just before a crash leaves the segments that went into it.
        var obsolete = found.Where(one => found.Exists(other => other != one && other.Info.Covers(one.Info))).ToList();
        foreach (var segment in obsolete) segment.Remove();
        Segments = [.. found.Except(obsolete).OrderBy(segment => segment.Info.FromGeneration)];
        if (Segments.Count > 0) NextGeneration = Segments.Max(segment => segment.Info.ToGeneration) + 1;
    }

    private void RecoverJournals()
    {
        var cars = new Dictionary<ulong, List<TrackPoint>>();
        var journals = Directory.EnumerateFiles(Path, JournalPrefix + "*.log").Order(StringComparer.Ordinal)
            .Select(file => (File: file, Generation: Generation(file))).Where(journal => journal.Generation >= 0).ToList();
        var open = journals.Where(journal => journal.Generation >= NextGeneration).ToList();
        var damaged = open.Where(journal => IsDamaged(journal.File, journal == open[^1], cars)).ToHashSet();
        if (cars.Count > 0)
        {
            var info = SegmentSeal.Write(Path, open[0].Generation, open[^1].Generation, cars);
            Segments.Add(Segment.Open(System.IO.Path.Combine(Path, info.FileName)));
            Recovered(_logger, info.Points, info.Cars, Path);
        }
        if (open.Count > 0) NextGeneration = open[^1].Generation + 1;
        foreach (var journal in journals)
        {
            if (damaged.Contains(journal)) File.Move(journal.File, journal.File + Damaged, overwrite: true);
            else File.Delete(journal.File);
        }
    }

    private bool IsDamaged(string file, bool isNewest, Dictionary<ulong, List<TrackPoint>> cars)
    {
        var found = JournalRecovery.Read(file, cars);
        var damagedAt = found.DamagedAt ?? (found.TornBytes > 0 && !isNewest ? new FileInfo(file).Length - found.TornBytes : null);
        if (damagedAt is { } at)
        {
            JournalDamaged(_logger, file, at, found.Points, file + Damaged);
            return true;
        }
        if (found.TornBytes > 0) TornTail(_logger, file, found.TornBytes);
        return false;
    }

    /// <summary>The number in a journal's name; -1 for a file that only looks like one.</summary>
    private static long Generation(string file) =>
        long.TryParse(System.IO.Path.GetFileNameWithoutExtension(file).AsSpan(JournalPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : -1;

    [LoggerMessage(1, LogLevel.Error, "A segment of tracks is left out. {Damage} It is kept as {Kept}.")]
    private static partial void SegmentDamaged(ILogger logger, string damage, string kept);

    [LoggerMessage(2, LogLevel.Error, "{File} is damaged at byte {At}. {Points} points were read from the rest of it. It is kept as {Kept}.")]
    private static partial void JournalDamaged(ILogger logger, string file, long at, long points, string kept);

    [LoggerMessage(3, LogLevel.Information, "{File} ended in a write that was under way: {Bytes} bytes that nobody waited for.")]
    private static partial void TornTail(ILogger logger, string file, long bytes);

    [LoggerMessage(4, LogLevel.Information, "{Points} points of {Cars} cars were taken up from the journal in {Directory}.")]
    private static partial void Recovered(ILogger logger, long points, long cars, string directory);
}
