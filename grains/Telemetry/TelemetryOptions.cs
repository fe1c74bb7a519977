namespace FleetActors.Telemetry;

/// <summary>Options of the shards of a silo.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Whether live shards make their latest fixes durable at all; pointless where storage ends with the process.</summary>
    public bool KeepsFixes { get; set; } = true;

    /// <summary>How often a live shard makes its fixes durable. Above zero; a crash forgets at most so much, and writers send it again.</summary>
    public TimeSpan SnapshotEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a live shard makes the states of vehicles durable that rest again. Above zero; after a crash it reads the records of
    /// those that have not got so far.
    /// </summary>
    public TimeSpan StatesEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A shard of a live fleet that has more cars after a registration asks its fleet for twice as many shards. At least 1; a fleet
    /// never has more than <see cref="ShardMap.MaxShards"/>.
    /// </summary>
    public int SplitAbove { get; set; } = 262_144;
}
