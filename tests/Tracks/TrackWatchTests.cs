using FleetActors.Telemetry;
using FleetActors.Tracks;

namespace FleetActors.Tests.Tracks;

/// <summary>A shard whose track cannot be opened.</summary>
public sealed class TrackWatchTests
{
    private static readonly ShardKey Shard = new(new FleetId("berlin"), 0);

    [Fact]
    public async Task It_is_tried_again_and_what_came_meanwhile_is_counted()
    {
        var store = new StubbornStore();
        Func<CancellationToken, Task>? retry = null;
        var watcher = new TrackWatch(store).Watch(new WatchedShard(Shard, new ShardSlots(), 1, (period, task) =>
        {
            Assert.Equal(TrackWatch.RetryOpening, period);
            retry = task;
        }));
        watcher.Applied([0, 1], new PackedFix[2]);
        watcher.CameLate([0], new PackedFix[1]);
        Assert.Equal(3, store.MissedFixes);
        await retry!(TestContext.Current.CancellationToken);
        watcher.Applied([0], new PackedFix[1]);
        Assert.Equal(4, store.MissedFixes);
        store.CanOpen = true;
        await retry(TestContext.Current.CancellationToken);
        watcher.Applied([0, 1], new PackedFix[2]);
        Assert.Equal((4, 2), (store.MissedFixes, store.Appended));
        await retry(TestContext.Current.CancellationToken);
        Assert.Equal(3, store.Tries);
        watcher.Unloading();
        Assert.True(store.IsDisposed);
    }

    private sealed class StubbornStore : ITrackStore, ITrackWriter
    {
        public bool CanOpen { get; set; }
        public int Tries { get; private set; }
        public int MissedFixes { get; private set; }
        public int Appended { get; private set; }
        public bool IsDisposed { get; private set; }

        public TrackStatistics Statistics => new(0, 0, 0, 0, 0, 0);

        public ITrackWriter? OpenShard(FleetId fleet, Func<int, VehicleId> vehicleOf)
        {
            Tries++;
            return CanOpen ? this : null;
        }

        public void Keep(FleetId fleet, VehicleId vehicle, in Fix fix) => Appended++;

        public void Missed(int fixes) => MissedFixes += fixes;

        public Task Durable(CancellationToken cancellation) => Task.CompletedTask;

        public IReadOnlyList<TrackPoint> Read(FleetId fleet, VehicleId vehicle, long fromMs, long toMs, int limit, CancellationToken cancellation) => [];

        public bool Keeps(FleetId fleet) => true;

        public void Append(ReadOnlySpan<int> slots, ReadOnlySpan<PackedFix> fixes) => Appended += fixes.Length;

        public void Dispose() => IsDisposed = true;
    }
}
