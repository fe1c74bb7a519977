using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FleetActors.Silo.Hosting;

/// <summary>Ready once storage is open, the silo is active and the default fleet exists.</summary>
public sealed class SiloReadiness : IHealthCheck
{
    private volatile bool _isReady;

    /// <summary>From now on requests are welcome.</summary>
    public void Ready() => _isReady = true;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The silo is starting."));
}
