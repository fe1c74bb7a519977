using System.Collections.Immutable;

namespace FleetActors.Telemetry;

/// <summary>The latest fixes of a run of slots, as a snapshot keeps them.</summary>
/// <param name="Epoch">The snapshot that wrote it.</param>
/// <param name="Fixes"><see cref="PackedFix"/> by <see cref="PackedFix"/>, little-endian.</param>
[GenerateSerializer, Immutable, Alias("FixChunk")]
public sealed record FixChunk([property: Id(0)] long Epoch, [property: Id(1)] ReadOnlyMemory<byte> Fixes)
{
    /// <summary>Slots of one chunk.</summary>
    public const int Slots = Chunked<PackedFix>.ChunkLength;
}

/// <summary>Which chunks make up a shard's newest snapshot. Written last, by compare-and-swap: what it does not name does not exist.</summary>
/// <param name="Epoch">Grows by one with each snapshot.</param>
/// <param name="ChunkEpochs">For each chunk the snapshot that wrote it, 0 for one without fixes. Odd and even ones lie under different keys.</param>
[GenerateSerializer, Immutable, Alias("FixManifest")]
public sealed record FixManifest([property: Id(0)] long Epoch, [property: Id(1)] ImmutableArray<long> ChunkEpochs)
{
    /// <summary>Before the first snapshot.</summary>
    public static FixManifest None { get; } = new(0, []);

    /// <summary>When a chunk was written, or 0.</summary>
    public long EpochOf(int chunk) => chunk < ChunkEpochs.Length ? ChunkEpochs[chunk] : 0;
}
