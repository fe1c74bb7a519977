namespace FleetActors.Benchmarks.Telemetry;

/// <summary>The limit to compare with: takes blocks of bytes, the same way as a shard does, and only counts them.</summary>
[Alias("IRawSinkGrain")]
public interface IRawSinkGrain : IGrainWithIntegerKey
{
    /// <summary>Answers the bytes of all blocks so far.</summary>
    [Alias("Take")] Task<long> Take(RawBlock block, CancellationToken cancellation);
}

/// <summary>Bytes that nobody looks at.</summary>
/// <param name="Bytes">The bytes.</param>
[GenerateSerializer, Immutable, Alias("RawBlock")]
public readonly record struct RawBlock([property: Id(0)] ReadOnlyMemory<byte> Bytes);

/// <inheritdoc cref="IRawSinkGrain"/>
[GrainType("raw-sink")]
public sealed class RawSinkGrain : Grain, IRawSinkGrain
{
    private long _bytes;

    /// <inheritdoc/>
    public Task<long> Take(RawBlock block, CancellationToken cancellation) => Task.FromResult(_bytes += block.Bytes.Length);
}
