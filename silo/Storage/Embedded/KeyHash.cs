using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>A 64-bit hash of row keys, secret to this process so that nobody can choose ids that collide. Never stored.</summary>
internal static class KeyHash
{
    // Truly random, and rightly so: it decides only where a key lies in memory, never a result.
    private static readonly ulong Secret = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) | 1;

    public static ulong Of(ReadOnlySpan<byte> key)
    {
        var hash = Secret ^ (ulong)key.Length;
        while (key.Length >= 8)
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(key));
            key = key[8..];
        }
        ulong rest = 0;
        foreach (var b in key)
            rest = rest << 8 | b;
        return Fold(Fold(hash ^ rest) ^ Secret);
    }

    private static ulong Fold(ulong value)
    {
        var high = Math.BigMul(value ^ 0x9E37_79B9_7F4A_7C15, Secret ^ 0xD6E8_FEB8_6659_FD93, out var low);
        return high ^ low;
    }
}
