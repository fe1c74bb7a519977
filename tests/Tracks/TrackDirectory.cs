using FleetActors.Silo.Storage.Tracks;
using FleetActors.Telemetry;
using FleetActors.Tracks;
using Microsoft.Extensions.Logging;

namespace FleetActors.Tests.Tracks;

/// <summary>A fleet's track files in a directory of their own, removed afterwards.</summary>
internal sealed class TrackDirectory : IDisposable
{
    private readonly ChunkPool _pool;

    public TrackDirectory(int chunks = 1_000) => _pool = new(chunks, () => { });

    public string Path { get; } = Directory.CreateTempSubdirectory("fleet-tracks-").FullName;

    public TrackCounts Counts { get; } = new();

    /// <summary>What was logged as an error.</summary>
    public List<string> Errors { get; } = [];

    public FleetTracks Open(TrackSampling? sampling = null, TimeSpan? retention = null) => FleetTracks.Open(
        Path, new() { Sampling = sampling ?? TrackSampling.EveryFix, Retention = retention ?? TimeSpan.FromDays(30) }, _pool, Counts, new ErrorList(Errors));

    public string[] Files(string pattern) => [.. Directory.GetFiles(Path, pattern).Order(StringComparer.Ordinal)];

    public static VehicleId Car(int slot) => new($"car-{slot}");

    public static ulong Key(int slot) => TrackKey.Of(Car(slot));

    /// <summary>All of a car's points.</summary>
    public static List<TrackPoint> All(FleetTracks tracks, int slot) => tracks.Read(Key(slot), 0, TrackGen.T0Ms + 40L * 86_400_000, int.MaxValue, Cancellation);

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static void Append(ITrackWriter shard, int slot, params IEnumerable<TrackPoint> points)
    {
        foreach (var point in points) shard.Append([slot], [new PackedFix(point.ToFix())]);
    }

    public void Dispose()
    {
        Counts.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    private sealed class ErrorList(List<string> errors) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error) errors.Add(formatter(state, exception));
        }
    }
}
