using OpenTelemetry.Metrics;

namespace FleetActors.Silo.Hosting;

/// <summary>
/// What an operator watches, for Prometheus: the store's and the tracks' counts, HTTP requests, and the process. Only meters that cost
/// a command nothing: Orleans' own would be paid for by every call between grains.
/// </summary>
public static class FleetMetrics
{
    /// <summary>Where they are read.</summary>
    public const string Path = "/metrics";

    /// <summary>Gathers them.</summary>
    public static IServiceCollection AddFleetMetrics(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(static metrics => metrics
            .AddMeter("FleetActors.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddPrometheusExporter());
        return services;
    }
}
