using System.Buffers.Binary;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>One committed row.</summary>
/// <param name="Key">The row key, in the order in which scans return rows.</param>
/// <param name="ETag">Above 0; grows by one with each write of the row.</param>
/// <param name="Value">What the writer gave.</param>
public readonly record struct StoredRow(byte[] Key, long ETag, byte[] Value)
{
    internal const int EtagBytes = 8;

    internal static StoredRow From(byte[] key, ReadOnlySpan<byte> stored) =>
        new(key, BinaryPrimitives.ReadInt64LittleEndian(stored), stored[EtagBytes..].ToArray());
}
