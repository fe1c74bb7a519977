using FleetActors.Silo.Storage.Tracks;
using FleetActors.Tracks;
using static FleetActors.Tests.Tracks.TrackDirectory;

namespace FleetActors.Tests.Tracks;

public sealed class FleetTracksTests
{
    [Fact]
    public void A_journal_that_cannot_be_written_is_never_called_durable_and_loses_nothing()
    {
        using var directory = new TrackDirectory();
        var tracks = directory.Open();
        var points = TrackGen.Drive(seed: 9, 20);
        var shard = tracks.AddShard(Car);
        TrackDirectory.Append(shard, 1, points[..10]);
        var inTheWay = Directory.CreateDirectory(Path.Combine(directory.Path, FleetDirectory.JournalName(1)));
        Assert.Throws<IOException>(() => tracks.Sync(rotate: false));
        TrackDirectory.Append(shard, 1, points[10..]);
        Assert.Throws<IOException>(() => tracks.Sync(rotate: false));
        Assert.Equal(points, All(tracks, 1));
        inTheWay.Delete();
        tracks.Seal(new SegmentSeal());
        tracks.Sync(rotate: false);
        tracks.Close();
        var again = directory.Open();
        Assert.Equal(points, All(again, 1));
        again.Close();
    }

    [Fact]
    public void One_damaged_block_does_not_stop_the_merges_of_the_others()
    {
        using var directory = new TrackDirectory();
        var tracks = directory.Open();
        var shard = tracks.AddShard(Car);
        var seal = new SegmentSeal();
        for (var segment = 0; segment < 2 * MergePlan.FanIn + 1; segment++)
        {
            for (var car = 0; car < 3; car++)
                TrackDirectory.Append(shard, car, TrackGen.Drive(seed: segment, 5, fromMs: TrackGen.T0Ms + 60_000L * segment));
            tracks.Sync(rotate: true);
            tracks.Seal(seal);
        }
        using (var file = File.OpenHandle(directory.Files("*.trk")[MergePlan.FanIn - 1], access: FileAccess.ReadWrite))
        {
            byte[] spoilt = [0xEE, 0xEE, 0xEE];
            RandomAccess.Write(file, spoilt, 12);
        }
        tracks.Merge(Cancellation);
        Assert.InRange(tracks.Segments.Count, 3, 2 * MergePlan.FanIn);
        Assert.Equal(1, directory.Counts.Snapshot().Failures);
        tracks.Close();
    }

    /// <summary>
    /// Any order of appending, syncing, sealing, merging, clean and unclean ends: what was synced is there, nothing else than
    /// what was appended is, and each car has its own.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_happens_what_was_synced_is_read_back(int seed)
    {
        const int cars = 20;
        using var directory = new TrackDirectory();
        var chance = new Random(seed);
        var seal = new SegmentSeal();
        var synced = Enumerable.Range(0, cars).Select(_ => new SortedDictionary<long, TrackPoint>()).ToArray();
        var fresh = Enumerable.Range(0, cars).Select(_ => new SortedDictionary<long, TrackPoint>()).ToArray();
        var tracks = directory.Open();
        var shards = Shards(tracks);
        for (var step = 0; step < 400; step++)
        {
            switch (chance.Next(12))
            {
                case <= 5: Append(); break;
                case 6: Sync(rotate: false); break;
                case 7: Sync(rotate: true); break;
                case 8: tracks.Seal(seal); break;
                case 9: tracks.Merge(Cancellation); break;
                case 10: Check(chance.Next(cars)); break;
                default: Crash(); break;
            }
        }
        for (var car = 0; car < cars; car++) Check(car);
        tracks.Close();
        Assert.Empty(directory.Errors);

        void Append()
        {
            var car = chance.Next(cars);
            foreach (var point in TrackGen.Drive(chance.Next(), chance.Next(1, 30), fromMs: TrackGen.T0Ms + 1_000L * chance.Next(2_000)))
            {
                TrackDirectory.Append(shards[car % 2], car, point);
                fresh[car][point.AtMs] = point;
            }
        }

        void Sync(bool rotate)
        {
            tracks.Sync(rotate);
            for (var car = 0; car < cars; car++)
            {
                foreach (var (at, point) in fresh[car]) synced[car][at] = point;
            }
        }

        void Check(int car)
        {
            var expected = new SortedDictionary<long, TrackPoint>(synced[car]);
            foreach (var (at, point) in fresh[car]) expected[at] = point;
            Assert.Equal(expected.Values, All(tracks, car));
        }

        void Crash()
        {
            tracks.Close(); // Without a sync: what was not synced is in no file.
            tracks = directory.Open();
            shards = Shards(tracks);
            foreach (var lost in fresh) lost.Clear();
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    private static ITrackWriter[] Shards(FleetTracks tracks) => [tracks.AddShard(Car), tracks.AddShard(Car)];

    [Fact]
    public void A_page_ends_at_its_limit_and_a_time_has_both_its_ends()
    {
        using var directory = new TrackDirectory();
        var tracks = directory.Open();
        var points = TrackGen.Drive(seed: 1, 3_000, intervalMs: 60_000);
        Append(tracks.AddShard(Car), 1, points);
        tracks.Sync(rotate: true);
        tracks.Seal(new SegmentSeal());
        Assert.Equal(points[..10], tracks.Read(Key(1), points[0].AtMs, points[^1].AtMs, 10, Cancellation));
        Assert.Equal(points[5..2_001], tracks.Read(Key(1), points[5].AtMs, points[2_000].AtMs, 10_000, Cancellation));
        Assert.Equal([points[7]], tracks.Read(Key(1), points[7].AtMs, points[7].AtMs, 10, Cancellation));
        Assert.Empty(tracks.Read(Key(2), 0, long.MaxValue / 2, 10, Cancellation));
        tracks.Close();
    }

    [Fact]
    public void Segments_are_merged_by_eight_and_a_finished_day_to_one()
    {
        using var directory = new TrackDirectory();
        var tracks = directory.Open();
        var shard = tracks.AddShard(Car);
        const long hourMs = 3_600_000, dayStart = TrackGen.T0Ms / 86_400_000 * 86_400_000;
        for (var hour = 0; hour < 25; hour++)
        {
            for (var car = 0; car < 600; car++) Append(shard, car, TrackGen.Drive(car + hour, 3, fromMs: dayStart + hour * hourMs));
            tracks.Sync(rotate: true);
            tracks.Seal(new SegmentSeal());
            tracks.Merge(Cancellation);
        }
        Assert.Equal([72 * 600, 3 * 600], tracks.Segments.Select(segment => segment.Points));
        Assert.Equal(2, directory.Files("*.trk").Length);
        for (var car = 0; car < 600; car++) Assert.Equal(75, All(tracks, car).Count);
        tracks.Close();
    }

    [Fact]
    public void Retention_deletes_whole_segments_and_nothing_younger()
    {
        using var directory = new TrackDirectory();
        var tracks = directory.Open(retention: TimeSpan.FromDays(2));
        var shard = tracks.AddShard(Car);
        const long dayMs = 86_400_000;
        for (var day = 0; day < 5; day++)
        {
            Append(shard, 1, TrackGen.Drive(day, 10, fromMs: TrackGen.T0Ms + day * dayMs));
            tracks.Sync(rotate: true);
            tracks.Seal(new SegmentSeal());
        }
        Assert.Equal(2, tracks.Expire(TrackGen.T0Ms + 4 * dayMs - 1));
        Assert.Equal(30, All(tracks, 1).Count);
        Assert.Equal(3, directory.Files("*.trk").Length);
        tracks.Close();
    }

    [Fact]
    public void When_memory_is_full_fixes_are_counted_and_dropped_but_not_those_on_which_money_depends()
    {
        using var directory = new TrackDirectory(chunks: 2);
        var tracks = directory.Open();
        var points = TrackGen.Drive(seed: 3, 1_000);
        Append(tracks.AddShard(Car), 1, points);
        tracks.Keep(Car(1), points[^1].ToFix());
        var statistics = directory.Counts.Snapshot();
        Assert.Equal((513, 488), (statistics.Kept, statistics.Dropped));
        tracks.Sync(rotate: true);
        tracks.Seal(new SegmentSeal());
        Assert.Equal([.. points[..512], points[^1]], All(tracks, 1));
        Append(tracks.AddShard(Car), 2, points[..10]);
        Assert.Equal(488, directory.Counts.Snapshot().Dropped);
        tracks.Close();
    }

    [Fact]
    public void A_fix_on_which_money_depends_is_kept_once_whatever_sampling_says()
    {
        using var directory = new TrackDirectory();
        var tracks = directory.Open(TrackSampling.Sensible);
        var points = TrackGen.Drive(seed: 4, 1).SelectMany(first => Enumerable.Range(0, 10).Select(n => first with { AtMs = first.AtMs + 100 * n })).ToArray();
        Append(tracks.AddShard(Car), 1, points);
        Assert.Equal([points[0]], All(tracks, 1));
        tracks.Keep(Car(1), points[0].ToFix());
        tracks.Keep(Car(1), points[5].ToFix());
        Assert.Equal([points[0], points[5]], All(tracks, 1));
        tracks.Sync(rotate: false);
        tracks.Close();
        tracks = directory.Open();
        Assert.Equal([points[0], points[5]], All(tracks, 1));
        tracks.Close();
    }

    [Fact]
    public void A_closed_shard_leaves_what_it_had()
    {
        using var directory = new TrackDirectory();
        var tracks = directory.Open();
        var points = TrackGen.Drive(seed: 5, 20);
        var first = tracks.AddShard(Car);
        Append(first, 1, points[..10]);
        first.Dispose();
        Append(tracks.AddShard(slot => Car(slot - 6)), 7, points[10..]);
        Assert.Equal(points, All(tracks, 1));
        tracks.Sync(rotate: true);
        tracks.Seal(new SegmentSeal());
        Assert.Equal(points, All(tracks, 1));
        tracks.Close();
    }
}
