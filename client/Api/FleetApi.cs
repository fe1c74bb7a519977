using FleetActors.Api.Access;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Mvc;
using Scalar.AspNetCore;

namespace FleetActors.Api;

/// <summary>Puts the HTTP API into a web application.</summary>
public static class FleetApi
{
    /// <summary>
    /// Maps <c>/v1</c>, <c>/openapi/v1.json</c>, <c>/docs</c>, <c>/healthz</c> and <c>/readyz</c>, with key checks, rate limits,
    /// body limits, timeouts and problem details. Call it before mapping anything else.
    /// </summary>
    public static WebApplication MapFleetApi(this WebApplication app)
    {
        app.UseWhen(static http => http.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase), static branch =>
            branch.UseMiddleware<ProblemMiddleware>());
        app.UseRouting();
        app.UseWhen(static http => http.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase), static branch =>
        {
            branch.UseRequestTimeouts();
            branch.UseMiddleware<BodyLimitMiddleware>();
            branch.UseMiddleware<AccessMiddleware>();
            branch.UseRateLimiter();
        });
        var v1 = app.MapGroup("/v1").WithMetadata(new RequestSizeLimitAttribute(FleetApiOptions.MaxBodyBytes));
        v1.WithRequestTimeout(FleetApiServices.TimeoutPolicy);
        MapVersion1(v1);
        MapDocuments(app);
        return app;
    }

    private static void MapVersion1(RouteGroupBuilder v1)
    {
        v1.MapFleets();
        v1.MapKeys();
        v1.MapTariffs();
        v1.MapZones();
        v1.MapLimits();
        v1.MapKpis();
        v1.MapVehicles();
        v1.MapNotices();
        v1.MapRemoteCommands();
        v1.MapTelemetry();
        v1.MapTracks();
        v1.MapCustomers();
        v1.MapIndex();
        v1.MapOffers();
        v1.MapContracts();
        v1.MapContractSearch();
        v1.MapSimulations();
    }

    private static void MapDocuments(WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/docs", static scalar => scalar
            .WithTitle("FleetActors API")
            .WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent());
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = static check => check.Tags.Contains(FleetApiServices.ReadyTag) });
    }
}
