using System.Buffers;
using System.Buffers.Binary;
using FleetActors.Api.Map;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Client.Map;

public sealed class MapFrameEncodingTests
{
    [Fact]
    public void The_bytes_of_a_frame_do_not_change()
    {
        var frame = new MapFrame
        {
            Time = new DateTimeOffset(2026, 3, 4, 5, 6, 7, 890, TimeSpan.FromHours(-5)),
            IsSimulated = true,
            Pace = 60,
            TableVersion = 3,
            LatitudesE6 = new[] { 40_712_776, 0, -1 },
            LongitudesE6 = new[] { -74_005_974, 0, 1 },
            Headings = new byte[] { 64, 0, 255 },
            SpeedsKmh = new byte[] { 37, 0, 255 },
            ChargesPercent = new byte[] { 81, 0, MapFrame.UnknownCharge },
            States = new[] { MapCarState.OnTrip, MapCarState.None, MapCarState.NoContact },
        };

        Assert.Equal(
            "464D4631" + "64000000" + "12DE4FB89C010000" + "03000000" + "02000000" + "02000000" + "00007042" + "0100" + "D4FE" +
            "00000000" + "00000000" + "00000000" + "01000000" + "00000000" + "00000000" + "00000000" + "01000000" +
            "00000000" + "483A6D02" + "2AC296FB" + "40250351" +
            "02000000" + "FFFFFFFF" + "01000000" + "FFFF07FF",
            Convert.ToHexString(Encode(frame, MapView.Everywhere)));
    }

    [Fact]
    public void Every_car_in_view_arrives_as_it_was_and_no_other() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var frame = RandomFrame(seed, cars: seed % 2 == 0 ? seed % 400 : MapFrameIndex.LeastCars + seed % 9_000, spread: seed % 3 == 0 ? 40_000 : 1_000);
            var view = new MapView(-500, -300, 200, 700);
            var bytes = Encode(frame, view);

            var expected = Enumerable.Range(0, frame.States.Length)
                .Where(i => frame.States.Span[i] != MapCarState.None && view.Contains(frame.LatitudesE6.Span[i], frame.LongitudesE6.Span[i])).ToArray();
            Assert.Equal(bytes.Length, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)));
            Assert.Equal(expected, Records(bytes).Select(record => record.Index).Order());
            foreach (var (index, latitude, longitude, state) in Records(bytes))
                Assert.Equal((frame.LatitudesE6.Span[index], frame.LongitudesE6.Span[index], frame.States.Span[index]), (latitude, longitude, state));
            for (var state = MapCarState.Available; state <= MapCarState.NoContact; state++)
                Assert.Equal(frame.States.ToArray().Count(s => s == state), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(36 + (int)state * 4)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void More_cars_than_are_sent_one_by_one_come_as_the_clusters_of_all_squares_that_the_view_touches() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var chance = new Random(seed);
            var spread = (int)Math.Pow(10, chance.Next(3, 8));
            var frame = RandomFrame(seed, MapFrameEncoding.MaxCars + 1 + chance.Next(30_000), spread);
            var view = chance.Next(3) == 0 ? MapView.Everywhere : new MapView(-spread * 4 / 5, -spread * 4 / 5, spread, spread);
            var inView = Enumerable.Range(0, frame.States.Length)
                .Where(i => frame.States.Span[i] != MapCarState.None && view.Contains(frame.LatitudesE6.Span[i], frame.LongitudesE6.Span[i]))
                .ToLookup(i => frame.States.Span[i]);
            var bytes = Encode(frame, view);
            var clusters = Records(bytes);
            if (inView.Sum(cars => cars.Count()) <= MapFrameEncoding.MaxCars)
            {
                Assert.Equal(0, bytes[32] & 4);
                return;
            }
            Assert.Equal(4, bytes[32] & 4);
            Assert.InRange(clusters.Count, 1, MapClusters.MaxClusters);
            Assert.Equal(ExpectedClusters(frame, view), clusters.Order());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void A_selected_car_is_sent_beside_the_clusters_wherever_it_is()
    {
        var frame = RandomFrame(seed: 4, cars: 20_000, spread: 100_000);
        var car = Enumerable.Range(0, 20_000).First(index => frame.States.Span[index] != MapCarState.None && frame.LatitudesE6.Span[index] < -90_000);
        var view = new MapView(-80_000, -99_000, 99_000, 99_000);
        var without = Encode(frame, view);
        var with = Encode(frame, view, car);
        Assert.Equal((4, 4 | 8), (without[32], with[32]));
        Assert.Equal(without.Length + MapFrameEncoding.RecordLength, with.Length);
        Assert.Equal(car, BinaryPrimitives.ReadInt32LittleEndian(with.AsSpan(without.Length)));
        Assert.Equal(frame.LatitudesE6.Span[car], BinaryPrimitives.ReadInt32LittleEndian(with.AsSpan(without.Length + 4)));
        Assert.Equal(without, Encode(frame, view, 20_000));
        Assert.Equal(without, Encode(frame, view, -1));
    }

    [Fact]
    public void A_frame_is_withdrawn_only_while_nobody_reads_it_and_then_for_good()
    {
        var frame = RandomFrame(seed: 1, cars: 1);
        Assert.True(frame.TryOpen());
        Assert.False(frame.TryWithdraw());
        frame.Close();
        Assert.True(frame.TryWithdraw());
        Assert.False(frame.TryOpen());
    }

    [Fact]
    public void A_frame_in_the_memory_of_an_earlier_one_shows_nothing_of_it()
    {
        var earlier = RandomFrame(seed: 1, cars: 60_000, spread: 100_000);
        Encode(earlier, MapView.Everywhere);
        var expected = Encode(RandomFrame(seed: 2, cars: 40_000, spread: 50_000), MapView.Everywhere);
        Assert.True(earlier.TryWithdraw());
        var later = RandomFrame(seed: 2, cars: 40_000, spread: 50_000);
        later.TakeOver(earlier);
        Assert.Equal(expected, Encode(later, MapView.Everywhere));
    }

    [Fact]
    public void A_frame_is_never_longer_than_a_viewer_may_get_in_a_second()
    {
        for (var spread = 10; spread <= 80_000_000; spread *= 8)
            Assert.InRange(Encode(RandomFrame(seed: 3, cars: 100_000, spread), MapView.Everywhere).Length, MapFrameEncoding.HeaderLength + 1, 200_000);
    }

    [Fact]
    public void A_cluster_stays_where_it_is_while_the_view_moves()
    {
        var frame = RandomFrame(seed: 1, cars: 50_000, spread: 100_000);
        var before = Records(Encode(frame, new(-50_000, -50_000, 50_000, 50_000)));
        var after = Records(Encode(frame, new(-49_000, -48_000, 51_000, 52_000)));
        Assert.True(before.Intersect(after).Count() > before.Count * 3 / 4);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(90, 64)]
    [InlineData(359.9, 0)]
    [InlineData(-90, 192)]
    [InlineData(720, 0)]
    public void A_heading_is_256ths_of_a_turn(double degrees, byte expected) => Assert.Equal(expected, MapFrame.HeadingOf(degrees));

    /// <summary>By looking at every car: all squares that the view touches, of the size that was chosen.</summary>
    private static IEnumerable<(int Cars, int Latitude, int Longitude, MapCarState State)> ExpectedClusters(MapFrame frame, MapView view)
    {
        MapSums? scratch = null;
        var grid = MapClusters.Of(frame, view, ref scratch).Part with { South = 0, West = 0 };
        var touched = grid.Touching(view == MapView.Everywhere ? frame.Index.Bounds : view);
        return Enumerable.Range(0, frame.States.Length)
            .Where(car => frame.States.Span[car] != MapCarState.None)
            .GroupBy(car => (Row: grid.RowOf(frame.LatitudesE6.Span[car]), Column: grid.ColumnOf(frame.LongitudesE6.Span[car]), State: frame.States.Span[car]))
            .Where(cars => cars.Key.Row >= touched.South && cars.Key.Row < touched.South + touched.Rows
                && cars.Key.Column >= touched.West && cars.Key.Column < touched.West + touched.Columns)
            .Select(cars => (cars.Count(), (int)(cars.Sum(car => (long)frame.LatitudesE6.Span[car]) / cars.Count()),
                (int)(cars.Sum(car => (long)frame.LongitudesE6.Span[car]) / cars.Count()), cars.Key.State))
            .Order();
    }

    private static byte[] Encode(MapFrame frame, MapView view, int? selected = null)
    {
        var output = new ArrayBufferWriter<byte>();
        MapFrameEncoding.Write(frame, view, output, selected);
        return output.WrittenSpan.ToArray();
    }

    private static List<(int Index, int Latitude, int Longitude, MapCarState State)> Records(byte[] frame)
    {
        var records = new List<(int, int, int, MapCarState)>();
        for (var at = MapFrameEncoding.HeaderLength; at < frame.Length; at += MapFrameEncoding.RecordLength)
        {
            records.Add((
                BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(at)), BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(at + 4)),
                BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(at + 8)), (MapCarState)frame[at + 14]));
        }

        Assert.Equal(BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(24)), records.Count);
        return records;
    }

    private static MapFrame RandomFrame(int seed, int cars, int spread = 1_000)
    {
        var chance = new Random(seed);
        return new MapFrame
        {
            Time = DateTimeOffset.UnixEpoch.AddSeconds(seed),
            LatitudesE6 = Numbers(cars, () => chance.Next(-spread, spread)),
            LongitudesE6 = Numbers(cars, () => chance.Next(-spread, spread)),
            Headings = Numbers(cars, () => (byte)chance.Next(256)),
            SpeedsKmh = Numbers(cars, () => (byte)chance.Next(256)),
            ChargesPercent = Numbers(cars, () => (byte)chance.Next(101)),
            States = Numbers(cars, () => (MapCarState)chance.Next(8)),
        };
    }

    private static T[] Numbers<T>(int count, Func<T> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
}
