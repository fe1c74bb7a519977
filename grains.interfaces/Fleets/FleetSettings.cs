namespace FleetActors.Fleets;

/// <summary>What is fixed when a fleet is created.</summary>
/// <param name="Fleet">Its id; whether it is simulated is part of it.</param>
/// <param name="Name">For people, at most 100 characters.</param>
/// <param name="Currency">The currency of its tariffs and ledgers.</param>
/// <param name="ShardCount">How many vehicle shards it has: a power of two, 1 to 4,096.</param>
[GenerateSerializer, Immutable, Alias("FleetSettings")]
public sealed record FleetSettings(
    [property: Id(0)] FleetId Fleet,
    [property: Id(1)] string Name,
    [property: Id(2)] Currency Currency,
    [property: Id(3)] int ShardCount)
{
    /// <summary>Shards of a new fleet unless told otherwise.</summary>
    public const int DefaultShardCount = 16;
}
