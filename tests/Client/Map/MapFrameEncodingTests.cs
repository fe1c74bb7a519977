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
            var frame = RandomFrame(seed, cars: seed % 400);
            var view = new MapView(-500, -300, 200, 700);
            var bytes = Encode(frame, view);

            var expected = Enumerable.Range(0, frame.States.Length)
                .Where(i => frame.States.Span[i] != MapCarState.None && view.Contains(frame.LatitudesE6.Span[i], frame.LongitudesE6.Span[i])).ToArray();
            Assert.Equal(bytes.Length, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)));
            Assert.Equal(expected, Records(bytes).Select(record => record.Index));
            foreach (var (index, latitude, longitude, state) in Records(bytes))
                Assert.Equal((frame.LatitudesE6.Span[index], frame.LongitudesE6.Span[index], frame.States.Span[index]), (latitude, longitude, state));
            for (var state = MapCarState.Available; state <= MapCarState.NoContact; state++)
                Assert.Equal(frame.States.ToArray().Count(s => s == state), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(36 + (int)state * 4)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_view_of_more_cars_than_fit_is_thinned_to_the_bound_and_keeps_the_same_cars()
    {
        var first = Encode(RandomFrame(seed: 1, cars: 250_000), MapView.Everywhere);
        var second = Encode(RandomFrame(seed: 1, cars: 250_000), MapView.Everywhere);

        Assert.InRange(Records(first).Count, 50_000, MapFrameEncoding.MaxRecords);
        Assert.Equal(2, first[32] & 2);
        Assert.Equal(Records(first).Select(record => record.Index), Records(second).Select(record => record.Index));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(90, 64)]
    [InlineData(359.9, 0)]
    [InlineData(-90, 192)]
    [InlineData(720, 0)]
    public void A_heading_is_256ths_of_a_turn(double degrees, byte expected) => Assert.Equal(expected, MapFrame.HeadingOf(degrees));

    private static byte[] Encode(MapFrame frame, MapView view)
    {
        var output = new ArrayBufferWriter<byte>();
        MapFrameEncoding.Write(frame, view, output);
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

    private static MapFrame RandomFrame(int seed, int cars)
    {
        var chance = new Random(seed);
        return new MapFrame
        {
            Time = DateTimeOffset.UnixEpoch.AddSeconds(seed),
            LatitudesE6 = Numbers(cars, () => chance.Next(-1000, 1000)),
            LongitudesE6 = Numbers(cars, () => chance.Next(-1000, 1000)),
            Headings = Numbers(cars, () => (byte)chance.Next(256)),
            SpeedsKmh = Numbers(cars, () => (byte)chance.Next(256)),
            ChargesPercent = Numbers(cars, () => (byte)chance.Next(101)),
            States = Numbers(cars, () => (MapCarState)chance.Next(8)),
        };
    }

    private static T[] Numbers<T>(int count, Func<T> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
}
