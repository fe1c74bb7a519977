using System.Buffers;
using System.Buffers.Binary;

namespace FleetActors.Api.Map;

/// <summary>
/// The bytes of one frame in the stream <c>/v1/map/frames</c>. Little-endian; frames follow each other without gap.
/// <code>
/// header, 68 bytes
///    0  u32      magic "FMF1"
///    4  u32      length of the whole frame in bytes, header included
///    8  i64      time of the fleet's clock, Unix milliseconds
///   16  u32      table version: an index means the same car while this stays
///   20  u32      cars in the fleet
///   24  u32      records that follow: cars in view, or clusters when there are more than MaxCars
///   28  f32      pace: fleet seconds in one real second; 1 live, 0 standing still
///   32  u8       flags: 1 the clock is a simulation's, 4 the records are clusters (2 is no longer used), 8 after the clusters
///                comes one more record, of the car that the viewer has selected
///   33  u8       zero
///   34  i16      minutes by which the fleet's clock is ahead of UTC
///   36  u32[8]   cars of the whole fleet by state, 0 to 7
/// record of a car, 16 bytes
///    0  u32      index of the car
///    4  i32      latitude, 1e-6 degrees
///    8  i32      longitude, 1e-6 degrees
///   12  u8       heading, 256ths of a turn clockwise from north
///   13  u8       speed, km/h
///   14  u8       state (MapCarState)
///   15  u8       charge, percent; 255 unknown
/// record of a cluster, 16 bytes: the cars of one state in one square of a grid that touches the view
///    0  u32      how many
///    4  i32      latitude of their middle, 1e-6 degrees
///    8  i32      longitude of their middle, 1e-6 degrees
///   12  u8[2]    zero
///   14  u8       state (MapCarState)
///   15  u8       zero
/// </code>
/// </summary>
public static class MapFrameEncoding
{
    /// <summary>Bytes of a header.</summary>
    public const int HeaderLength = 68;

    /// <summary>Bytes of one car or cluster.</summary>
    public const int RecordLength = 16;

    /// <summary>Most cars sent one by one; more in view are sent as clusters. Keeps a frame, and so a second, below 200 kB.</summary>
    public const int MaxCars = 12_000;

    /// <summary>The first four bytes, "FMF1" as a little-endian number.</summary>
    public const uint Magic = 0x3146_4D46;

    private const int SimulatedFlag = 1, ClusteredFlag = 4, SelectedFlag = 8;

    [ThreadStatic] private static MapSums? _scratch;
    [ThreadStatic] private static MapCluster[]? _clusters;

    /// <summary>Appends the frame as seen in a view. Counts are always those of the whole fleet.</summary>
    /// <param name="frame">The frame, open.</param>
    /// <param name="view">What is looked at.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="selected">The index of a car that is sent wherever it is while cars come as clusters, or null.</param>
    public static void Write(MapFrame frame, MapView view, IBufferWriter<byte> output, int? selected = null)
    {
        var cars = new MapCarsInView(frame, view);
        if (cars.AreAtMost(MaxCars, out var count))
        {
            var bytes = Begin(frame, output, count, 0);
            foreach (var car in cars)
            {
                WriteCar(frame, car, bytes);
                bytes = bytes[RecordLength..];
            }
            output.Advance(HeaderLength + count * RecordLength);
            return;
        }
        var clusters = _clusters ??= new MapCluster[MapClusters.MaxClusters];
        var (sums, part) = MapClusters.Of(frame, view, ref _scratch);
        count = sums.CopyTo(part, clusters);
        var sent = selected is { } index and >= 0 && index < frame.States.Length && frame.States.Span[index] != MapCarState.None ? index : -1;
        var rest = Begin(frame, output, count, ClusteredFlag | (sent >= 0 ? SelectedFlag : 0));
        WriteClusters(clusters.AsSpan(0, count), rest);
        if (sent >= 0) WriteCar(frame, sent, rest[(count * RecordLength)..]);
        output.Advance(LengthOf(count, sent >= 0));
    }

    private static int LengthOf(int records, bool hasSelected) => HeaderLength + (records + (hasSelected ? 1 : 0)) * RecordLength;

    /// <summary>Writes the header; answers the room for the records.</summary>
    private static Span<byte> Begin(MapFrame frame, IBufferWriter<byte> output, int records, int flags)
    {
        var length = LengthOf(records, (flags & SelectedFlag) != 0);
        var bytes = output.GetSpan(length)[..length];
        WriteHeader(frame, flags, records, length, bytes);
        return bytes[HeaderLength..];
    }

    private static void WriteCar(MapFrame frame, int car, Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, car);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], frame.LatitudesE6.Span[car]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], frame.LongitudesE6.Span[car]);
        (bytes[12], bytes[13]) = (frame.Headings.Span[car], frame.SpeedsKmh.Span[car]);
        (bytes[14], bytes[15]) = ((byte)frame.States.Span[car], frame.ChargesPercent.Span[car]);
    }

    private static void WriteClusters(ReadOnlySpan<MapCluster> clusters, Span<byte> bytes)
    {
        foreach (ref readonly var cluster in clusters)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, cluster.Cars);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], cluster.LatitudeE6);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], cluster.LongitudeE6);
            (bytes[12], bytes[13], bytes[14], bytes[15]) = (0, 0, (byte)cluster.State, 0);
            bytes = bytes[RecordLength..];
        }
    }

    private static void WriteHeader(MapFrame frame, int flags, int records, int length, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], frame.Time.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], frame.TableVersion);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], frame.Index.Cars);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], records);
        BinaryPrimitives.WriteSingleLittleEndian(bytes[28..], frame.Pace);
        bytes[32] = (byte)((frame.IsSimulated ? SimulatedFlag : 0) | flags);
        bytes[33] = 0;
        BinaryPrimitives.WriteInt16LittleEndian(bytes[34..], (short)frame.Time.TotalOffsetMinutes);
        for (var state = 0; state < MapFrameIndex.States; state++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(36 + state * 4)..], frame.Index.CountOf((MapCarState)state));
    }
}
