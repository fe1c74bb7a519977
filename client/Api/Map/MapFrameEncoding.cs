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
///   24  u32      records that follow (cars in view, thinned to at most MaxRecords)
///   28  f32      pace: fleet seconds in one real second; 1 live, 0 standing still
///   32  u8       flags: 1 the clock is a simulation's, 2 thinned
///   33  u8       zero
///   34  i16      minutes by which the fleet's clock is ahead of UTC
///   36  u32[8]   cars of the whole fleet by state, 0 to 7
/// record, 16 bytes
///    0  u32      index of the car
///    4  i32      latitude, 1e-6 degrees
///    8  i32      longitude, 1e-6 degrees
///   12  u8       heading, 256ths of a turn clockwise from north
///   13  u8       speed, km/h
///   14  u8       state (MapCarState)
///   15  u8       charge, percent; 255 unknown
/// </code>
/// </summary>
public static class MapFrameEncoding
{
    /// <summary>Bytes of a header.</summary>
    public const int HeaderLength = 68;

    /// <summary>Bytes of one car.</summary>
    public const int RecordLength = 16;

    /// <summary>Most cars in one frame (1.6 MB). Of a larger fleet in view, evenly spread indices are sent.</summary>
    public const int MaxRecords = 100_000;

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

        // Thinning by index, not by rank in view: the same cars stay visible from frame to frame.
        var stride = Math.Max(1, (inView + MaxRecords - 1) / MaxRecords);
        var upper = HeaderLength + (stride == 1 ? inView : Math.Min(inView, (states.Length + stride - 1) / stride)) * RecordLength;
        var bytes = output.GetSpan(upper);
        var records = WriteRecords(frame, view, stride, bytes[HeaderLength..]);
        var length = HeaderLength + records * RecordLength;
        WriteHeader(frame, counts, stride > 1, records, length, bytes);
        output.Advance(length);
    }

    private static int WriteRecords(MapFrame frame, MapView view, int stride, Span<byte> bytes)
    {
        var states = frame.States.Span;
        var latitudes = frame.LatitudesE6.Span;
        var longitudes = frame.LongitudesE6.Span;
        var headings = frame.Headings.Span;
        var speeds = frame.SpeedsKmh.Span;
        var charges = frame.ChargesPercent.Span;
        var records = 0;
        for (var car = 0; car < states.Length && records < MaxRecords; car += stride)
        {
            if (states[car] == MapCarState.None || !view.Contains(latitudes[car], longitudes[car]))
                continue;
            var record = bytes.Slice(records * RecordLength, RecordLength);
            BinaryPrimitives.WriteInt32LittleEndian(record, car);
            BinaryPrimitives.WriteInt32LittleEndian(record[4..], latitudes[car]);
            BinaryPrimitives.WriteInt32LittleEndian(record[8..], longitudes[car]);
            record[12] = headings[car];
            record[13] = speeds[car];
            record[14] = (byte)states[car];
            record[15] = charges[car];
            records++;
        }

        return records;
    }

    private static void WriteHeader(MapFrame frame, ReadOnlySpan<int> counts, bool thinned, int records, int length, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], frame.Time.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], frame.TableVersion);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], frame.States.Length - counts[0]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], records);
        BinaryPrimitives.WriteSingleLittleEndian(bytes[28..], frame.Pace);
        bytes[32] = (byte)((frame.IsSimulated ? 1 : 0) | (thinned ? 2 : 0));
        bytes[33] = 0;
        BinaryPrimitives.WriteInt16LittleEndian(bytes[34..], (short)frame.Time.TotalOffsetMinutes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[36..], 0); // free indices are nobody's business
        for (var state = 1; state < StateCount; state++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(36 + state * 4)..], counts[state]);
    }
}
