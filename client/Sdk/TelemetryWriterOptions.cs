using FleetActors.Telemetry;

namespace FleetActors.Sdk;

/// <summary>How a <see cref="TelemetryWriter"/> gathers fixes.</summary>
public sealed record TelemetryWriterOptions
{
    /// <summary>Fixes of a full batch, 1 to <see cref="IVehicleShardGrain.MaxFixes"/>. The default stays below the size of large objects.</summary>
    public int BatchSize { get; init; } = 2_000;

    /// <summary>How long a fix may wait for others of its shard before it is sent.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Batches of a shard that may be full or under way, at least 2; beyond it the caller is made to wait.</summary>
    public int MaxBatches { get; init; } = 4;

    /// <summary>How often a shard that has nothing to take is asked whether what it took is durable by now.</summary>
    public TimeSpan DurabilityCheck { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether a restarted shard is sent again what it had acknowledged and forgotten. Switched off, acknowledged fixes are lost in
    /// a crash: for the crash check, which must then report it.
    /// </summary>
    public bool ReplaysAfterRestart { get; init; } = true;

    /// <summary>The wait before a batch whose outcome is unknown is sent again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(200);
}

/// <summary>What a writer has done so far.</summary>
/// <param name="Written">Fixes that callers handed over.</param>
/// <param name="Acknowledged">Fixes whose end is known: the four that follow.</param>
/// <param name="Applied">Became the newest of their car.</param>
/// <param name="Older">Not newer than what the shard knew, as is a fix that was sent twice.</param>
/// <param name="Quarantined">Not believed.</param>
/// <param name="Unknown">Given up: the car is not registered any more.</param>
/// <param name="Batches">Calls that were answered.</param>
/// <param name="Retries">Calls that failed and were repeated.</param>
/// <param name="Replayed">Fixes sent again because their shard had restarted.</param>
/// <param name="Waits">How often a caller was made to wait.</param>
public readonly record struct TelemetryCounters(
    long Written, long Acknowledged, long Applied, long Older, long Quarantined, long Unknown, long Batches, long Retries, long Replayed, long Waits)
{
    /// <summary>Both together.</summary>
    public static TelemetryCounters operator +(TelemetryCounters a, TelemetryCounters b) => new(
        a.Written + b.Written, a.Acknowledged + b.Acknowledged, a.Applied + b.Applied, a.Older + b.Older, a.Quarantined + b.Quarantined,
        a.Unknown + b.Unknown, a.Batches + b.Batches, a.Retries + b.Retries, a.Replayed + b.Replayed, a.Waits + b.Waits);
}
