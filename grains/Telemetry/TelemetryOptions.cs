namespace FleetActors.Telemetry;

/// <summary>Options of the shards of a silo.</summary>
public sealed class TelemetryOptions
{
    /// <summary>How long a hired car may be silent before contact counts as lost. Above zero.</summary>
    public TimeSpan ContactLostAfter { get; set; } = TimeSpan.FromMinutes(10);
}
