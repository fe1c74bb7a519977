using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace FleetActors.Sdk;

/// <summary>Puts connections that move large blocks in the place of those that come with Orleans. The bytes on the wire are the same.</summary>
public static class BulkTransport
{
    /// <summary>To be called after Orleans has been added to the services.</summary>
    /// <exception cref="InvalidOperationException">Orleans has not been added.</exception>
    public static IServiceCollection UseBulkTransport(this IServiceCollection services)
    {
        var replaced = Replace<IConnectionFactory, BulkConnectionFactory>(services) + Replace<IConnectionListenerFactory, BulkConnectionListener.Factory>(services);
        return replaced > 0 ? services : throw new InvalidOperationException("Add Orleans before its transport.");
    }

    /// <summary>Orleans looks its transports up by keys that only it knows, so each entry keeps its key.</summary>
    private static int Replace<TService, TImplementation>(IServiceCollection services) where TImplementation : class, TService where TService : class
    {
        var known = services.Where(service => service.ServiceType == typeof(TService) && service.IsKeyedService).ToArray();
        foreach (var service in known)
        {
            services.Remove(service);
            services.AddKeyedSingleton<TService, TImplementation>(service.ServiceKey);
        }
        return known.Length;
    }
}
