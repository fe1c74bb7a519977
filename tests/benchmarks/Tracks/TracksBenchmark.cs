using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FleetActors.Silo.Storage.Tracks;
using FleetActors.Tracks;
using Microsoft.Extensions.Logging.Abstractions;

namespace FleetActors.Benchmarks.Tracks;

/// <summary>
/// <c>tracks</c>: fixes a second into the track store with syncing, sealing and merging on, the processor time of one, bytes of one
/// on the disk, and how long one car's day takes to read from cold files; beside it what disk and memory give when nothing else is in the way.
/// </summary>
public static class TracksBenchmark
{
    private const int Batch = 512;
    private const long BufferBytes = 256L << 20;
    private const long MostBuffered = BufferBytes * 9 / 10 / 36;
    private static readonly FleetId Fleet = new("benchmark");

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var cars = new Option<int>("--cars") { Description = "Cars.", DefaultValueFactory = _ => 100_000 };
        var shards = new Option<int>("--shards") { Description = "Shards, each with its share of the cars.", DefaultValueFactory = _ => 16 };
        var seconds = new Option<int>("--seconds") { Description = "Length of each of the three append rounds.", DefaultValueFactory = _ => 8 };
        var perSecond = new Option<int>("--per-second") { Description = "Fixes a second of the paced round.", DefaultValueFactory = _ => 1_500_000 };
        var hourly = new Option<int>("--hourly") { Description = "Points of each car in each of the day's 24 hours.", DefaultValueFactory = _ => 30 };
        var reads = new Option<int>("--reads") { Description = "Days that are read, each of another car.", DefaultValueFactory = _ => 1_000 };
        var directory = new Option<string>("--directory") { Description = "Where data goes; removed afterwards.", DefaultValueFactory = _ => "artifacts/tracks" };
        var command = new Command("tracks", "Fixes a second into tracks, bytes a fix, and the time to read a car's day.") { cars, shards, seconds, perSecond, hourly, reads, directory };
        command.SetAction(parsed => Run(
            new(parsed.GetValue(cars), parsed.GetValue(shards), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(perSecond), parsed.GetValue(hourly), parsed.GetValue(reads)),
            Path.GetFullPath(parsed.GetValue(directory)!)));
        return command;
    }

    private sealed record Size(int Cars, int Shards, TimeSpan Each, int PerSecond, int Hourly, int Reads);

    private static int Run(Size size, string directory)
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        var diskBytes = TrackLimit.SyncedBytesPerSecond(directory, TimeSpan.FromSeconds(2));
        var copies = TrackLimit.CopiesPerSecond(TimeSpan.FromSeconds(1));
        var load = new TrackLoad(size.Cars, size.Shards);
        var paced = Append(Path.Combine(directory, "paced"), load, size, size.PerSecond, TrackSampling.EveryFix);
        var sampled = Append(Path.Combine(directory, "sampled"), load, size, size.PerSecond, TrackSampling.Sensible);
        var full = Append(Path.Combine(directory, "full"), load, size, perSecond: null, TrackSampling.EveryFix);
        var (bytes, times) = Day(Path.Combine(directory, "day"), load, size);
        diskBytes = (diskBytes + TrackLimit.SyncedBytesPerSecond(directory, TimeSpan.FromSeconds(2))) / 2;
        copies = (copies + TrackLimit.CopiesPerSecond(TimeSpan.FromSeconds(1))) / 2;
        Directory.Delete(directory, recursive: true);

        // What must reach the disk for each point: its place in the journal, and once in a segment.
        var limit = Math.Min(copies, diskBytes / (TrackJournal.PointBytes + bytes));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=tracks value={full.PerSecond:F0} unit=fixes/s limit={limit:F0} ratio={full.PerSecond / limit:F2} paced={paced.PerSecond:F0} paced_dropped={paced.Dropped} paced_cpu_us={paced.CpuMicroseconds:F3} append_us={paced.AppendMicroseconds:F3} sampled_append_us={sampled.AppendMicroseconds:F3} sampled_kept={sampled.PerSecond:F0} full_cpu_us={full.CpuMicroseconds:F3} bytes_per_fix={bytes:F2} cars={size.Cars} day_points={24 * size.Hourly} read_cold_p50_ms={At(times, 0.5):F2} read_cold_p99_ms={At(times, 0.99):F2} disk_mb_s={diskBytes / 1e6:F0} memcpy_fixes_s={copies:F0}"));
        return 0;
    }

    private static AppendFigures Append(string directory, TrackLoad load, Size size, int? perSecond, TrackSampling sampling)
    {
        using var store = Open(directory, sampling: sampling);
        var writers = load.Open(store, Fleet);
        load.Run(store, writers, TimeSpan.FromSeconds(1), perSecond, MostBuffered, Batch); // Warm-up: code, chunks, the first journal.
        var before = store.Statistics;
        var figures = load.Run(store, writers, size.Each, perSecond, MostBuffered, Batch);
        var after = store.Statistics;
        var result = figures with { Kept = after.Kept - before.Kept, Dropped = after.Dropped - before.Dropped };
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(perSecond is null ? "full speed" : sampling.KeepsEveryFix ? "paced" : "sampled"),10}: {result.PerSecond:F0} fixes/s kept, {result.Dropped} dropped, {result.CpuMicroseconds:F3} us processor time each, of it {result.AppendMicroseconds:F3} us in the shard's turn; {after.Syncs - before.Syncs} syncs, {store.Segments(Fleet).Count} segments"));
        return result;
    }

    /// <summary>Builds a day hour by hour, then reads the day of cars at random, with nothing of the files in memory.</summary>
    private static (double BytesPerPoint, List<double> Milliseconds) Day(string directory, TrackLoad load, Size size)
    {
        var began = Stopwatch.GetTimestamp();
        using (var store = Open(directory, bufferBytes: 1L << 30))
        {
            var writers = load.Open(store, Fleet);
            for (var hour = 0; hour < 24; hour++)
            {
                load.Hour(writers, hour, size.Hourly, Batch);
                store.Seal(Fleet);
            }
            if (store.Statistics.Dropped > 0) throw new InvalidOperationException("The day was not written whole.");
        }
        using var cold = Open(directory);
        using var pause = new AutoResetEvent(false);
        while (MergePlan.Next(cold.Segments(Fleet)) is not null) pause.WaitOne(50);
        var segments = cold.Segments(Fleet);
        var bytes = segments.Sum(segment => segment.Bytes) / (double)segments.Sum(segment => segment.Points);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"a day of {size.Cars} cars: {segments.Sum(segment => segment.Points)} points in {segments.Count} segments, {bytes:F2} bytes each, written in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s"));
        TrackLimit.ForgetFiles(Path.Combine(directory, Fleet.Value));
        var times = new List<double>();
        var chance = new Random(1);
        for (var read = 0; read < size.Reads; read++)
        {
            var car = TrackLoad.Car(chance.Next(size.Cars));
            var start = Stopwatch.GetTimestamp();
            var points = cold.Read(Fleet, car, TrackLoad.DayMs, TrackLoad.DayMs + 86_399_999, int.MaxValue, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (points.Count != 24 * size.Hourly) throw new InvalidOperationException($"{car} has {points.Count} points.");
        }
        times.Sort();
        return (bytes, times);
    }

    private static EmbeddedTrackStore Open(string directory, long bufferBytes = BufferBytes, TrackSampling? sampling = null)
    {
        var options = new TrackOptions { Default = new() { Sampling = sampling ?? TrackSampling.EveryFix, Retention = TimeSpan.FromDays(36_500) }, BufferBytes = bufferBytes };
#pragma warning disable RS0030 // A benchmark is a composition root.
        return new(directory, options, TimeProvider.System, NullLogger.Instance);
#pragma warning restore RS0030 // End of the one place that chooses the clock.
    }

    private static double At(List<double> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];
}
