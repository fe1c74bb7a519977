using FleetActors.Silo.Storage.Tracks;
using FleetActors.Telemetry;
using FleetActors.Tracks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace FleetActors.Tests.Tracks;

/// <summary>What both stores promise.</summary>
public sealed class TrackStoreTests : IDisposable
{
    private static readonly FleetId Fleet = new("berlin");
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("fleet-tracks-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["embedded", "memory"];

    public void Dispose() => _directory.Delete(recursive: true);

    private ITrackStore Open(string kind, TrackOptions? options = null)
    {
        options ??= new() { Default = new() { Sampling = TrackSampling.EveryFix } };
        return kind == "memory"
            ? new MemoryTrackStore(Options.Create(options))
            : new EmbeddedTrackStore(_directory.FullName, options, new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(TrackGen.T0Ms)), NullLogger.Instance).Start();
    }

    private static IReadOnlyList<TrackPoint> All(ITrackStore store, FleetId fleet, string car) =>
        store.Read(fleet, new(car), 0, TrackPoint.MaxAtMs, int.MaxValue, Cancellation);

    private static PackedFix[] Fixes(IEnumerable<TrackPoint> points) => [.. points.Select(point => new PackedFix(point.ToFix()))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Fixes_are_read_back_at_once_and_each_car_and_fleet_has_its_own(string kind)
    {
        var store = Open(kind);
        var other = new FleetId("paris");
        var points = TrackGen.Drive(seed: 1, 300);
        foreach (var fleet in new[] { Fleet, other })
        {
            using var shard = store.OpenShard(fleet, slot => new($"{fleet}-{slot}"))!;
            shard.Append([.. Enumerable.Range(0, 300).Select(n => n % 3)], Fixes(points));
        }
        for (var slot = 0; slot < 3; slot++) Assert.Equal(points.Where((_, n) => n % 3 == slot), All(store, Fleet, $"berlin-{slot}"));
        Assert.Empty(All(store, other, "berlin-0"));
        await store.Durable(Cancellation);
        Assert.Equal(100, All(store, other, "paris-0").Count);
        Assert.Equal((600, 0, 0), (store.Statistics.Kept, store.Statistics.Sampled, store.Statistics.Dropped));
        (store as IDisposable)?.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Settings_are_those_of_the_fleet_and_simulated_fleets_keep_nothing_unless_told(string kind)
    {
        var options = new TrackOptions();
        options.Fleets["off"] = new() { Enabled = false };
        options.Fleets["sim-on"] = new() { Sampling = TrackSampling.EveryFix };
        var store = Open(kind, options);
        Assert.Null(store.OpenShard(new("off"), _ => new("car")));
        Assert.Null(store.OpenShard(new("sim-other"), _ => new("car")));
        Assert.True(store.Keeps(new("sim-on")) && store.Keeps(Fleet) && !store.Keeps(new("off")));
        store.Keep(new("off"), new("car"), TrackGen.Drive(1, 1)[0].ToFix());
        Assert.Empty(All(store, new("off"), "car"));
        using var shard = store.OpenShard(Fleet, _ => new("car"))!;
        var second = TrackGen.Drive(seed: 2, 100, intervalMs: 10);
        shard.Append(new int[100], Fixes(second.Select(point => point with { SpeedDeciKmh = 500, HeadingDeciDegrees = 0 })));
        Assert.Single(All(store, Fleet, "car"));
        Assert.Equal(99, store.Statistics.Sampled);
        (store as IDisposable)?.Dispose();
    }

    [Fact]
    public async Task What_is_durable_survives_the_end_of_the_process_and_shards_outlive_the_store_without_harm()
    {
        var points = TrackGen.Drive(seed: 3, 1_000);
        var store = Open("embedded");
        var shard = store.OpenShard(Fleet, slot => new($"car-{slot}"))!;
        shard.Append(new int[1_000], Fixes(points));
        await store.Durable(Cancellation);
        Assert.True(store.Statistics.Syncs > 0);
        var copy = Directory.CreateDirectory(Path.Combine(_directory.FullName, "copy", Fleet.Value));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_directory.FullName, Fleet.Value))) File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        ((IDisposable)store).Dispose();
        shard.Append([0], Fixes(points[..1]));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.Durable(Cancellation));

        using var found = new EmbeddedTrackStore(copy.Parent!.FullName, new(), new FakeTimeProvider(), NullLogger.Instance).Start();
        Assert.Equal(points, All(found, Fleet, "car-0"));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_costs_the_tracks_not_the_shard()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, Fleet.Value), "a file where the directory should be");
        using var store = (EmbeddedTrackStore)Open("embedded");
        Assert.Null(store.OpenShard(Fleet, _ => new("car")));
        store.Keep(Fleet, new("car"), TrackGen.Drive(1, 1)[0].ToFix());
        Assert.Equal(2, store.Statistics.Failures);
        File.Delete(Path.Combine(_directory.FullName, Fleet.Value));
        using var shard = store.OpenShard(Fleet, _ => new("car"));
        Assert.NotNull(shard);
        await store.Durable(Cancellation);
    }

    [Fact]
    public async Task Old_tracks_are_deleted_also_when_their_fleet_is_switched_off()
    {
        using (var store = (EmbeddedTrackStore)Open("embedded"))
        {
            using var shard = store.OpenShard(Fleet, _ => new("car"))!;
            shard.Append(new int[10], Fixes(TrackGen.Drive(seed: 5, 10)));
            store.Seal(Fleet);
        }
        Assert.Single(Directory.EnumerateFiles(Path.Combine(_directory.FullName, Fleet.Value), "*.trk"));
        var later = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(TrackGen.T0Ms).AddDays(31));
        using var off = new EmbeddedTrackStore(_directory.FullName, new() { Default = new() { Enabled = false } }, later, NullLogger.Instance).Start();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Directory.EnumerateFiles(Path.Combine(_directory.FullName, Fleet.Value), "*.trk").Any()) await Task.Delay(5, limit.Token);
        Assert.Null(off.OpenShard(Fleet, _ => new("car")));
    }

    [Fact]
    public void A_late_fix_is_answered_no_longer_than_its_time_is_kept()
    {
        var now = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(TrackGen.T0Ms).AddDays(29));
        using var store = new EmbeddedTrackStore(
            _directory.FullName, new() { Default = new() { Sampling = TrackSampling.EveryFix } }, now, NullLogger.Instance).Start();
        using var shard = store.OpenShard(Fleet, _ => new("car"))!;
        var late = TrackGen.Drive(seed: 6, 10); // 29 days late
        var fresh = TrackGen.Drive(seed: 7, 10, fromMs: TrackGen.T0Ms + 29L * 86_400_000);
        shard.Append(new int[20], Fixes([.. late, .. fresh]));
        Assert.Equal(20, All(store, Fleet, "car").Count);
        now.Advance(TimeSpan.FromDays(2));
        Assert.Equal(fresh, All(store, Fleet, "car"));
    }

    [Fact]
    public void Memory_forgets_the_oldest_arrivals_when_it_is_full()
    {
        var store = Open("memory", new() { Default = new() { Sampling = TrackSampling.EveryFix }, BufferBytes = 64 * 40 * 4 });
        using var shard = store.OpenShard(Fleet, slot => new($"car-{slot}"))!;
        var points = TrackGen.Drive(seed: 4, 64 * 3);
        shard.Append(new int[64 * 3], Fixes(points));
        shard.Append([.. Enumerable.Repeat(1, 64 * 3)], Fixes(points));
        Assert.Equal(points[128..], All(store, Fleet, "car-0"));
        Assert.Equal(points, All(store, Fleet, "car-1"));
        Assert.Equal(128, store.Statistics.Dropped);
    }
}
