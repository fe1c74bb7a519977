using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace FleetActors.Sdk;

/// <summary>Registers the client of a FleetActors cluster.</summary>
public static class FleetActorsServices
{
    /// <summary>
    /// Connects this service to a cluster as an Orleans client and registers <see cref="FleetClient"/>. Without options: one
    /// silo on loopback. The service must know the cluster's secret, in
    /// <see cref="FleetActorsOptions.SecretFile"/> or <see cref="FleetActorsOptions.Secret"/>.
    /// </summary>
    public static IServiceCollection AddFleetActors(this IServiceCollection services, Action<FleetActorsOptions>? configure = null)
    {
        var options = new FleetActorsOptions();
        configure?.Invoke(options);
        services.AddOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = options.ClusterId;
                cluster.ServiceId = options.ServiceId;
            });
            client.UseStaticClustering(options.Gateways.Count > 0
                ? [.. options.Gateways]
                : [new IPEndPoint(IPAddress.Loopback, FleetActorsOptions.DefaultGatewayPort)]);
        });
        return services.UseBulkTransport().AddFleetClient(options);
    }

    /// <summary>Registers <see cref="FleetClient"/> over the grain factory that is already there: in a silo's own process, or in a test.</summary>
    public static IServiceCollection AddFleetClient(this IServiceCollection services, FleetActorsOptions options)
    {
#pragma warning disable RS0030 // This is a composition root: it chooses the clock unless its host has chosen one.
        services.TryAddSingleton(TimeProvider.System);
#pragma warning restore RS0030 // End of the choice.
        services.TryAddSingleton<IIdSource, UuidSource>();
        services.TryAddSingleton(_ => options.Secret ?? ReadSecret(options.SecretFile));
        services.TryAddSingleton<GatewayTokens>();
        services.TryAddSingleton(provider => new CommandSender(
            provider.GetRequiredService<TimeProvider>(), options.CommandDeadline, options.AttemptTimeout));
        services.TryAddSingleton(provider => new FleetClient(
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<GatewayTokens>(),
            provider.GetRequiredService<CommandSender>(),
            provider.GetRequiredService<IIdSource>(),
            provider.GetRequiredService<TimeProvider>(),
            new Caller(options.CallerName, options.CallerRole),
            options.IsInsideSilo));
        return services;
    }

    private static ClusterSecret ReadSecret(string? path) => ClusterSecret.Read(path
        ?? throw new InvalidOperationException("Set SecretFile (or Secret) in AddFleetActors: the silo wrote cluster.secret into its data directory."));
}
