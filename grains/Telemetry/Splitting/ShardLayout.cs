namespace FleetActors.Telemetry.Splitting;

/// <summary>
/// How far a shard has been split. A shard with which the fleet was founded has none before that; any other one has it as soon as all
/// of its cars are its own, and is not before.
/// </summary>
/// <param name="Count">See <see cref="ShardPart.Count"/>.</param>
[GenerateSerializer, Immutable, Alias("ShardLayout")]
public sealed record ShardLayout([property: Id(0)] int Count);
