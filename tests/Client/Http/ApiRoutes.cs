using FleetActors.Api.Access;
using FleetActors.Api.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FleetActors.Tests.Client.Http;

/// <summary>One route of the API.</summary>
public sealed record ApiRoute(string Method, string Pattern, DemandedRole Demanded, string? Example)
{
    /// <summary>The route with every parameter filled in.</summary>
    public string Path(string value) => string.Join('/', Pattern.Split('/').Select(part => part switch
    {
        ['{', ..] when part.Contains(":int", StringComparison.Ordinal) => "1",
        ['{', ..] => value,
        _ => part,
    }));

    public override string ToString() => $"{Method} {Pattern}";
}

/// <summary>All routes that the API really has, read from the running application.</summary>
public static class ApiRoutes
{
    public static IReadOnlyList<ApiRoute> Of(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.StartsWith("/v1", StringComparison.Ordinal) == true)
            .Select(endpoint => new ApiRoute(
                endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single(),
                endpoint.RoutePattern.RawText!.TrimEnd('/'),
                endpoint.Metadata.GetMetadata<DemandedRole>()!,
                endpoint.Metadata.GetMetadata<BodyExample>()?.Json)),
    ];
}
