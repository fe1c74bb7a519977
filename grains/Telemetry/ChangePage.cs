namespace FleetActors.Telemetry;

/// <summary>A page of a shard's <see cref="ChangeList"/>.</summary>
/// <param name="Bits">
/// For each of its slots, eight a byte and the lowest bit first: 1 when the record of the slot's car may be newer than the shard's
/// <see cref="StateChunk"/>.
/// </param>
[GenerateSerializer, Immutable, Alias("ChangePage")]
public sealed record ChangePage([property: Id(0)] ReadOnlyMemory<byte> Bits)
{
    /// <summary>Slots of one page. Fixed for ever.</summary>
    public const int Slots = 32_768;
}

/// <summary>The commercial states of a run of slots, as a shard keeps them.</summary>
/// <param name="States"><see cref="SlotState"/> by <see cref="SlotState"/>, little-endian.</param>
[GenerateSerializer, Immutable, Alias("StateChunk")]
public sealed record StateChunk([property: Id(0)] ReadOnlyMemory<byte> States)
{
    /// <summary>Slots of one chunk. Fixed for ever.</summary>
    public const int Slots = Chunked<SlotState>.ChunkLength;
}
