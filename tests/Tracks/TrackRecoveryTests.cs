using FleetActors.Silo.Storage.Tracks;
using FleetActors.Tests.House;
using FleetActors.Tracks;
using static FleetActors.Tests.Tracks.TrackDirectory;

namespace FleetActors.Tests.Tracks;

public sealed class TrackRecoveryTests
{
    private static readonly TrackPoint[] Points = TrackGen.Drive(seed: 1, 30);

    /// <summary>A journal of three syncs of ten points each, closed.</summary>
    private static string Journal(TrackDirectory directory)
    {
        var tracks = directory.Open();
        var shard = tracks.AddShard(Car);
        for (var first = 0; first < Points.Length; first += 10)
        {
            Append(shard, 1, Points[first..(first + 10)]);
            tracks.Sync(rotate: false);
        }
        tracks.Close();
        return directory.Files("*.log").Single();
    }

    private static List<TrackPoint> Reopened(TrackDirectory directory)
    {
        var tracks = directory.Open();
        var found = All(tracks, 1);
        tracks.Close();
        return found;
    }

    [Fact]
    public void A_torn_tail_costs_only_what_was_torn()
    {
        for (var cut = 1; cut < 420; cut += 7)
        {
            using var directory = new TrackDirectory();
            var journal = Journal(directory);
            using (var file = File.OpenHandle(journal, access: FileAccess.Write)) RandomAccess.SetLength(file, new FileInfo(journal).Length - cut);
            Assert.Equal(cut <= 416 ? Points[..20] : Points[..10], Reopened(directory));
            Assert.Empty(directory.Errors);
            Assert.Empty(directory.Files("*.log"));
        }
    }

    [Fact]
    public void A_tail_of_zeros_is_a_torn_one()
    {
        using var directory = new TrackDirectory();
        using (var file = new FileStream(Journal(directory), FileMode.Append)) file.Write(new byte[10_000]);
        Assert.Equal(Points, Reopened(directory));
        Assert.Empty(directory.Errors);
    }

    [Fact]
    public void Damage_in_the_middle_is_reported_and_what_is_readable_is_kept()
    {
        using var directory = new TrackDirectory();
        var journal = Journal(directory);
        var bytes = File.ReadAllBytes(journal);
        bytes[416 + 100] ^= 1;
        File.WriteAllBytes(journal, bytes);
        Assert.Equal([.. Points[..10], .. Points[20..]], Reopened(directory));
        Assert.Contains("damaged at byte 416", Assert.Single(directory.Errors), StringComparison.Ordinal);
        Assert.Single(directory.Files("*.log.damaged"));
        Assert.Equal([.. Points[..10], .. Points[20..]], Reopened(directory));
        Assert.Single(directory.Errors);
    }

    [Fact]
    public void A_segment_without_its_end_is_reported_and_set_aside()
    {
        using var directory = new TrackDirectory();
        Journal(directory);
        Reopened(directory);
        var segment = directory.Files("*.trk").Single();
        using (var file = File.OpenHandle(segment, access: FileAccess.Write)) RandomAccess.SetLength(file, new FileInfo(segment).Length - 1);
        Assert.Empty(Reopened(directory));
        Assert.Contains(segment, Assert.Single(directory.Errors), StringComparison.Ordinal);
        Assert.Single(directory.Files("*.trk.damaged"));
    }

    [Fact]
    public void A_damaged_block_is_an_error_for_its_reader()
    {
        using var directory = new TrackDirectory();
        Journal(directory);
        Reopened(directory);
        var segment = directory.Files("*.trk").Single();
        var bytes = File.ReadAllBytes(segment);
        bytes[40] ^= 1;
        File.WriteAllBytes(segment, bytes);
        var tracks = directory.Open();
        var damage = Assert.Throws<InvalidDataException>(() => All(tracks, 1));
        Assert.Contains(segment, damage.Message, StringComparison.Ordinal);
        tracks.Close();
    }

    [Fact]
    public void A_crash_right_after_a_segment_or_a_merge_stores_nothing_twice()
    {
        using var directory = new TrackDirectory();
        var tracks = directory.Open();
        var shard = tracks.AddShard(Car);
        var kept = new List<(string Name, byte[] Bytes)>();
        for (var number = 0; number < MergePlan.FanIn; number++)
        {
            Append(shard, 1, Points[number]);
            tracks.Sync(rotate: false);
            kept.Add(Copy("*.log"));
            tracks.Sync(rotate: true);
            tracks.Seal(new SegmentSeal());
            kept.Add(Copy($"segment-{number + 1:D10}-{number + 1:D10}.trk"));
        }
        tracks.Merge(Cancellation);
        tracks.Close();
        foreach (var (name, bytes) in kept) File.WriteAllBytes(name, bytes);
        Assert.Equal(Points[..MergePlan.FanIn], Reopened(directory));
        Assert.Single(directory.Files("*.trk"));
        Assert.Empty(directory.Files("*.log"));

        (string, byte[]) Copy(string pattern)
        {
            var file = directory.Files(pattern).Single();
            return (file, File.ReadAllBytes(file));
        }
    }

    [Theory]
    [InlineData("*.log", "journal-1.hex")]
    [InlineData("*.trk", "segment-1.hex")]
    public void The_bytes_of_a_file_do_not_change(string pattern, string name)
    {
        using var directory = new TrackDirectory();
        var tracks = directory.Open();
        var shard = tracks.AddShard(Car);
        TrackPoint[] points =
        [
            new(TrackGen.T0Ms, 525_200_000, 134_050_000, 12_345, 0, 900, 815),
            new(TrackGen.T0Ms + 5_000, 525_201_234, 134_055_678, 12_380, 250, 905, 814),
        ];
        Append(shard, 1, points);
        Append(shard, 2, points[0]);
        tracks.Sync(rotate: false);
        if (pattern == "*.trk")
        {
            tracks.Sync(rotate: true);
            tracks.Seal(new SegmentSeal());
        }
        tracks.Close();
        var written = Convert.ToHexString(File.ReadAllBytes(directory.Files(pattern).Single()));
        var golden = string.Concat(File.ReadLines(Path.Combine(Require.Root, "tests", "Tracks", "golden", name)));
        Assert.True(golden == written, $"{name} is now {written}");

        foreach (var file in directory.Files("*")) File.Delete(file);
        File.WriteAllBytes(Path.Combine(directory.Path, pattern == "*.trk" ? "segment-0000000001-0000000001.trk" : "journal-0000000001.log"), Convert.FromHexString(golden));
        Assert.Equal(points, Reopened(directory));
    }
}
