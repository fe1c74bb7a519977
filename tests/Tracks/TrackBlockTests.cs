using FleetActors.Tests.House;
using FleetActors.Telemetry;
using FleetActors.Tracks;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Tracks;

public sealed class TrackBlockTests
{
    private static byte[] Write(ReadOnlySpan<TrackPoint> points)
    {
        var bytes = new byte[TrackBlock.MaxBytes(points.Length)];
        return bytes[..TrackBlock.Write(points, bytes)];
    }

    private static List<TrackPoint> Read(ReadOnlySpan<byte> block)
    {
        var points = new List<TrackPoint>();
        Assert.Equal(block.Length, TrackBlock.Read(block, points));
        return points;
    }

    [Fact]
    public void What_is_written_is_read_back_exactly() =>
        Prop.ForAll(TrackGen.Any(TrackBlock.MaxPoints).ToArbitrary(), points =>
        {
            var block = Write(points);
            Assert.Equal(points, Read(block));
            var header = TrackBlock.ReadHeader(block);
            Assert.Equal((points.Length, points[0].AtMs, points[^1].AtMs, block.Length), (header.Points, header.FirstMs, header.LastMs, header.Bytes));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Blocks_follow_each_other_without_anything_between()
    {
        var points = TrackGen.Drive(seed: 1, 100);
        byte[] both = [.. Write(points.AsSpan(0, 40)), .. Write(points.AsSpan(40))];
        var read = new List<TrackPoint>();
        for (var rest = both.AsSpan(); !rest.IsEmpty;) rest = rest[TrackBlock.Read(rest, read)..];
        Assert.Equal(points, read);
    }

    [Fact]
    public void A_driven_track_takes_at_most_nine_bytes_a_point()
    {
        var bytes = Enumerable.Range(0, 50).Sum(seed => Write(TrackGen.Drive(seed, TrackBlock.MaxPoints)).Length);
        Assert.InRange(bytes / (50.0 * TrackBlock.MaxPoints), 5, 9);
    }

    [Fact]
    public void Every_changed_bit_is_noticed()
    {
        var block = Write(TrackGen.Drive(seed: 2, 12));
        for (var bit = 0; bit < 8 * block.Length; bit++)
        {
            var damaged = (byte[])block.Clone();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Throws<InvalidDataException>(() => TrackBlock.Read(damaged, []));
        }
    }

    [Fact]
    public void A_block_that_ends_too_early_is_noticed()
    {
        var block = Write(TrackGen.Drive(seed: 3, 12));
        for (var length = 0; length < block.Length; length++)
            Assert.Throws<InvalidDataException>(() => TrackBlock.Read(block.AsSpan(0, length), []));
    }

    [Fact]
    public void Too_many_points_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Write(new TrackPoint[TrackBlock.MaxPoints + 1]));
        Assert.Throws<ArgumentException>(() => Write([]));
    }

    [Fact]
    public void The_bytes_of_a_block_do_not_change()
    {
        TrackPoint[] points =
        [
            new(TrackGen.T0Ms, 525_200_000, 134_050_000, 12_345, 0, 900, 815),
            new(TrackGen.T0Ms + 5_000, 525_200_000, 134_050_000, 12_345, 0, 900, 815),
            new(TrackGen.T0Ms + 10_000, 525_201_234, 134_055_678, 12_380, 250, 905, 814),
            new(TrackGen.T0Ms + 15_003, 525_203_000, 134_061_000, 12_418, 262, 1_805, 813),
            new(TrackGen.T0Ms + 900_000_000, -525_203_000, -1_799_999_999, 10_000_000_000, 5_000, 3_600, 0),
        ];
        var golden = string.Concat(File.ReadLines(Path.Combine(Require.Root, "tests", "Tracks", "golden", "block-1.hex")));
        var written = Convert.ToHexString(Write(points));
        Assert.True(golden == written, $"a block is now {written}");
        Assert.Equal(points, Read(Convert.FromHexString(golden)));
    }

    [Fact]
    public void A_fix_that_is_read_back_gives_the_same_point_again() =>
        Prop.ForAll(TrackGen.Any(20).ToArbitrary(), points => Assert.Equal(points, points.Select(point => TrackPoint.Of(new PackedFix(point.ToFix())))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
