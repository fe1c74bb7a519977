using System.Globalization;
using System.Text.Json;
using System.Threading.RateLimiting;
using FleetActors.Api.Access;
using FleetActors.Api.Json;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FleetActors.Api;

/// <summary>Registers what the HTTP API needs. The host registers a grain factory and <c>AddFleetClient</c> besides.</summary>
public static class FleetApiServices
{
    /// <summary>Health checks with this tag must pass before the service takes requests: the silo registers its own.</summary>
    public const string ReadyTag = "ready";

    /// <summary>The time limit of ordinary requests; streams have none.</summary>
    internal const string TimeoutPolicy = "fleet-api";

    /// <summary>Adds the API's services; its options come from the section <c>FleetActors:Api</c> and then from <paramref name="configure"/>.</summary>
    public static IServiceCollection AddFleetApi(this IServiceCollection services, Action<FleetApiOptions>? configure = null)
    {
        services.AddOptions<FleetApiOptions>().BindConfiguration(FleetApiOptions.Section);
        if (configure is not null) services.Configure(configure);
        services.TryAddSingleton<IFleetClock, SystemFleetClock>();
        services.TryAddSingleton<ApiKeys>();
        services.TryAddSingleton<TelemetryIntake>();
        services.ConfigureHttpJsonOptions(json => FleetJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddHealthChecks();
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<FleetApiOptions>>((timeouts, api) =>
            timeouts.AddPolicy(TimeoutPolicy, new RequestTimeoutPolicy
            {
                Timeout = TimeSpan.FromSeconds(api.Value.RequestTimeoutSeconds),
                TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            }));
        services.AddRateLimiter(_ => { });
        services.AddOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>().Configure<IOptions<FleetApiOptions>>((limits, api) =>
        {
            limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => Limit(http, api.Value.RequestsPerSecond));
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.OnRejected = static (rejected, _) => new(ApiProblem.Write(
                rejected.HttpContext, StatusCodes.Status429TooManyRequests, ProblemCode.RateLimited, "This key sends more requests than it may. Try again after Retry-After seconds."));
        });
        services.Configure<KestrelServerOptions>(static kestrel => kestrel.ConfigureEndpointDefaults(static listen => listen.Use(BareAnswers.Complete)));
        services.AddOpenApi(FleetOpenApi.DocumentName, FleetOpenApi.Configure);
        return services;
    }

    /// <summary>One bucket a key; open endpoints (health, documents, pages) are not limited.</summary>
    private static RateLimitPartition<string> Limit(HttpContext http, int perSecond) => http.Features.Get<KeyHolder>() is { } holder
        ? RateLimitPartition.GetTokenBucketLimiter(string.Create(CultureInfo.InvariantCulture, $"{holder.Fleet.Value}_{holder.KeyId}"), _ => new()
        {
            TokenLimit = perSecond,
            TokensPerPeriod = Math.Max(1, perSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
        })
        : RateLimitPartition.GetNoLimiter(string.Empty);
}
