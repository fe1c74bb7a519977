using System.IO.Hashing;
using System.Text;

namespace FleetActors.Tracks;

/// <summary>
/// How stored tracks name a car: 64 bits of its id's hash (XXH3 of the ASCII bytes), never 0. Part of the stored format. In a fleet of ten million cars,
/// two share one with a probability of 3 in a million.
/// </summary>
public static class TrackKey
{
    /// <summary>The key of a car.</summary>
    public static ulong Of(VehicleId vehicle)
    {
        Span<byte> id = stackalloc byte[IdText.MaxLength];
        var length = Encoding.ASCII.GetBytes(vehicle.Value, id);
        return Math.Max(1, XxHash3.HashToUInt64(id[..length]));
    }
}
