namespace FleetActors.Api.Access;

/// <summary>The least role that an endpoint demands. Endpoints without it are open to all.</summary>
/// <param name="Least">The least role.</param>
/// <param name="PlatformOnly">Whether the platform key is needed.</param>
public sealed record DemandedRole(Role Least, bool PlatformOnly = false);

/// <summary>Says who may call an endpoint.</summary>
public static class DemandedRoleExtensions
{
    /// <summary>Only callers with this role or a higher one.</summary>
    public static TBuilder Demand<TBuilder>(this TBuilder endpoint, Role least) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new DemandedRole(least));

    /// <summary>Only the platform's own key.</summary>
    public static TBuilder DemandPlatform<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new DemandedRole(Role.System, PlatformOnly: true));
}
