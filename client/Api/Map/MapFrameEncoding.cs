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
///   32  u8       flags: 1 the clock is a simulation's, 4 the records are clusters (2 is no longer used)
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
/// record of a cluster, 16 bytes: the cars of one state in one square of a grid
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

    private const int StateCount = 8;

    /// <summary>Appends the frame as seen in a view. Counts are always those of the whole fleet.</summary>
    public static void Write(MapFrame frame, MapView view, IBufferWriter<byte> output)
    {
        var states = frame.States.Span;
        var latitudes = frame.LatitudesE6.Span;
        var longitudes = frame.LongitudesE6.Span;
        Span<int> counts = stackalloc int[StateCount];
        var inView = 0;
        for (var car = 0; car < states.Length; car++)
        {
            counts[(int)states[car]]++;
            if (states[car] != MapCarState.None && view.Contains(latitudes[car], longitudes[car]))
                inView++;
        }

        var clusters = inView > MaxCars ? MapClusters.Of(frame, view) : null;
        var records = clusters?.Count ?? inView;
        var length = HeaderLength + records * RecordLength;
        var bytes = output.GetSpan(length);
        if (clusters is null) WriteCars(frame, view, bytes[HeaderLength..]);
        else WriteClusters(clusters, bytes[HeaderLength..]);
        WriteHeader(frame, counts, clusters is not null, records, length, bytes);
        output.Advance(length);
    }

    private static void WriteCars(MapFrame frame, MapView view, Span<byte> bytes)
    {
        var states = frame.States.Span;
        var latitudes = frame.LatitudesE6.Span;
        var longitudes = frame.LongitudesE6.Span;
        var headings = frame.Headings.Span;
        var speeds = frame.SpeedsKmh.Span;
        var charges = frame.ChargesPercent.Span;
        for (var car = 0; car < states.Length; car++)
        {
            if (states[car] == MapCarState.None || !view.Contains(latitudes[car], longitudes[car]))
                continue;
            BinaryPrimitives.WriteInt32LittleEndian(bytes, car);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], latitudes[car]);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], longitudes[car]);
            (bytes[12], bytes[13], bytes[14], bytes[15]) = (headings[car], speeds[car], (byte)states[car], charges[car]);
            bytes = bytes[RecordLength..];
        }
    }

    private static void WriteClusters(IReadOnlyList<MapCluster> clusters, Span<byte> bytes)
    {
        foreach (var cluster in clusters)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, cluster.Cars);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], cluster.LatitudeE6);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], cluster.LongitudeE6);
            (bytes[12], bytes[13], bytes[14], bytes[15]) = (0, 0, (byte)cluster.State, 0);
            bytes = bytes[RecordLength..];
        }
    }

    private static void WriteHeader(MapFrame frame, ReadOnlySpan<int> counts, bool clustered, int records, int length, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], frame.Time.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], frame.TableVersion);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], frame.States.Length - counts[0]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], records);
        BinaryPrimitives.WriteSingleLittleEndian(bytes[28..], frame.Pace);
        bytes[32] = (byte)((frame.IsSimulated ? 1 : 0) | (clustered ? 4 : 0));
        bytes[33] = 0;
        BinaryPrimitives.WriteInt16LittleEndian(bytes[34..], (short)frame.Time.TotalOffsetMinutes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[36..], 0); // free indices are nobody's business
        for (var state = 1; state < StateCount; state++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(36 + state * 4)..], counts[state]);
    }
}
