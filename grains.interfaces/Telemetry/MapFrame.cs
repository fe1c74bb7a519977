using System.Buffers.Binary;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>
/// One vehicle in a frame of the live map: <see cref="Size"/> bytes, little-endian: slot (uint32), latitude and longitude in
/// 1e-7 degrees (int32 each), heading in 1/256 turns, speed in km/h (255 and above as 255), status, charge in percent (a byte
/// each). Vehicles without a fix are left out. Which vehicle has a slot is said by the shard's pages.
/// </summary>
public readonly record struct MapDot(int Slot, double Latitude, double Longitude, byte Heading256, byte SpeedKmh, VehicleStatus Status, byte ChargePercent)
{
    /// <summary>Bytes of one vehicle.</summary>
    public const int Size = 16;

    /// <summary>Writes it.</summary>
    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, (uint)Slot);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], (int)Math.Round(Latitude * 1e7));
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], (int)Math.Round(Longitude * 1e7));
        (to[12], to[13], to[14], to[15]) = (Heading256, SpeedKmh, (byte)Status, ChargePercent);
    }

    /// <summary>Reads it back.</summary>
    public static MapDot Read(ReadOnlySpan<byte> from) => new(
        (int)BinaryPrimitives.ReadUInt32LittleEndian(from),
        BinaryPrimitives.ReadInt32LittleEndian(from[4..]) / 1e7,
        BinaryPrimitives.ReadInt32LittleEndian(from[8..]) / 1e7,
        from[12], from[13], (VehicleStatus)from[14], from[15]);
}
