using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace FleetActors.Api.Map;

/// <summary>
/// The bytes of <c>/v1/map/network</c>. Little-endian.
/// <code>
/// u32   magic "FMN1"
/// i32   south, west, north, east of the first view, 1e-6 degrees
/// u16   length of the name in bytes, then the name in UTF-8
/// u32   number of roads, then each road:
///   u8  class (MapRoadClass)      u8  speed, km/h
///   u16 number of points          i32 latitude, i32 longitude of the first, 1e-6 degrees
///   for each further point: latitude and longitude difference, each a zigzag varint (7 bits a byte, low bits first)
/// </code>
/// </summary>
public static class MapNetworkEncoding
{
    /// <summary>The first four bytes, "FMN1" as a little-endian number.</summary>
    public const uint Magic = 0x314E_4D46;

    /// <summary>Most points in one road; a longer one is continued by another.</summary>
    public const int MaxPoints = 60_000;

    /// <summary>Longest name in characters; the rest is cut.</summary>
    public const int MaxNameLength = 200;

    /// <summary>Encodes the roads, each street once even if it is given in both directions.</summary>
    public static byte[] Encode(MapNetwork network)
    {
        using var output = new MemoryStream();
        Write(output, Magic);
        Write(output, network.Bounds.SouthE6);
        Write(output, network.Bounds.WestE6);
        Write(output, network.Bounds.NorthE6);
        Write(output, network.Bounds.EastE6);
        var name = Encoding.UTF8.GetBytes(network.Name.Length <= MaxNameLength ? network.Name : network.Name[..MaxNameLength]);
        WriteShort(output, name.Length);
        output.Write(name);

        var roads = Distinct(network.Roads);
        Write(output, roads.Count);
        foreach (var road in roads)
            WriteRoad(output, road);
        return output.ToArray();
    }

    private static List<MapRoad> Distinct(ImmutableArray<MapRoad> roads)
    {
        var seen = new HashSet<(GeoPoint, GeoPoint)>();
        var distinct = new List<MapRoad>(roads.Length);
        // The faster direction comes first, so that a street keeps its wider drawing.
        foreach (var road in roads.OrderBy(road => road.Class).ThenByDescending(road => road.SpeedKmh))
        {
            if (road.Points.Length < 2)
                continue;
            if (road.Points.Length == 2 && (seen.Contains((road.Points[1], road.Points[0])) || !seen.Add((road.Points[0], road.Points[1]))))
                continue;
            for (var start = 0; start < road.Points.Length - 1; start += MaxPoints - 1)
                distinct.Add(road.Points.Length <= MaxPoints ? road : road with { Points = [.. road.Points.Skip(start).Take(MaxPoints)] });
        }

        return distinct;
    }

    private static void WriteRoad(MemoryStream output, MapRoad road)
    {
        output.WriteByte((byte)road.Class);
        output.WriteByte((byte)Math.Clamp(road.SpeedKmh, 0, 255));
        WriteShort(output, road.Points.Length);
        var (latitude, longitude) = (MapView.E6(road.Points[0].Latitude), MapView.E6(road.Points[0].Longitude));
        Write(output, latitude);
        Write(output, longitude);
        foreach (var point in road.Points.AsSpan()[1..])
        {
            var (nextLatitude, nextLongitude) = (MapView.E6(point.Latitude), MapView.E6(point.Longitude));
            WriteVarint(output, nextLatitude - latitude);
            WriteVarint(output, nextLongitude - longitude);
            (latitude, longitude) = (nextLatitude, nextLongitude);
        }
    }

    private static void WriteVarint(MemoryStream output, int difference)
    {
        var rest = unchecked((uint)((difference << 1) ^ (difference >> 31)));
        while (rest >= 0x80)
        {
            output.WriteByte((byte)(rest & 0x7F | 0x80));
            rest >>= 7;
        }

        output.WriteByte((byte)rest);
    }

    private static void WriteShort(MemoryStream output, int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        output.Write(bytes);
    }

    private static void Write(MemoryStream output, long value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, unchecked((uint)value));
        output.Write(bytes);
    }
}
