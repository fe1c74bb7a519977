namespace FleetActors.Telemetry;

/// <summary>Options of the shards of a silo.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Whether live shards make their latest fixes durable at all; pointless where storage ends with the process.</summary>
    public bool KeepsFixes { get; set; } = true;

    /// <summary>How often a live shard makes its fixes durable. Above zero; a crash forgets at most so much, and writers send it again.</summary>
    public TimeSpan SnapshotEvery { get; set; } = TimeSpan.FromSeconds(5);
}
