using System.Globalization;
using FleetActors.Api.Json;
using FleetActors.Api.Problems;
using Microsoft.Extensions.Options;

namespace FleetActors.Api.Access;

/// <summary>Finds out who asks, and lets pass who has the role that the endpoint demands.</summary>
public sealed class AccessMiddleware(RequestDelegate next, ApiKeys keys, IOptions<FleetApiOptions> options)
{
    /// <summary>The header that may carry the key instead of <c>Authorization: Bearer</c>.</summary>
    public const string KeyHeader = "X-Api-Key";

    /// <summary>With the platform's key, or in development mode: the fleet to act in instead of the default one.</summary>
    public const string FleetHeader = "X-Fleet";

    private const string Scheme = "Bearer ";

    /// <summary>Handles one request.</summary>
    public async Task Invoke(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<DemandedRole>() is { } demanded)
        {
            var holder = InFleet(http.Request, await Holder(http));
            if (demanded.PlatformOnly ? !holder.IsPlatform : holder.Caller.Role < demanded.Least)
            {
                throw new BadInputException(StatusCodes.Status403Forbidden, ProblemCode.RoleInsufficient, demanded.PlatformOnly
                    ? "Only the platform's own key may do this."
                    : $"This needs a key with the role {KebabEnumConverter.Name(demanded.Least)} or higher; this key has {KebabEnumConverter.Name(holder.Caller.Role)}.");
            }
            http.Features.Set(holder);
        }
        await next(http);
    }

    private async ValueTask<KeyHolder> Holder(HttpContext http)
    {
        if (Shown(http.Request) is { } shown)
        {
            return await keys.Find(shown, http.Connection.RemoteIpAddress, http.RequestAborted)
                ?? throw Unauthorized(ProblemCode.KeyInvalid, "This API key is unknown or revoked. An administrator of the fleet can create another.");
        }
        return options.Value.Mode == ApiMode.Development && DevelopmentAccess.IsLocal(http)
            ? keys.Development()
            : throw Unauthorized(ProblemCode.KeyMissing, $"Send the API key in a header: Authorization: Bearer fa_..., or {KeyHeader}: fa_...");
    }

    private static KeyHolder InFleet(HttpRequest request, KeyHolder holder)
    {
        var named = request.Headers[FleetHeader];
        if (named.Count == 0) return holder;
        if (named.Count > 1 || !FleetId.TryParse(named[0], CultureInfo.InvariantCulture, out var fleet))
            throw BadInputException.Parameter(FleetHeader, $"send it once, with {IdText.Rule}.");
        return holder.IsPlatform || fleet == holder.Fleet
            ? holder with { Fleet = fleet }
            : throw new BadInputException(StatusCodes.Status403Forbidden, ProblemCode.OtherFleet, "This key opens another fleet.");
    }

    /// <summary>The key that a request shows, empty where it is in no form that opens anything; null without one.</summary>
    internal static string? Shown(HttpRequest request)
    {
        var authorization = request.Headers.Authorization;
        if (authorization.Count == 1 && authorization[0] is { } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return value[Scheme.Length..].Trim();
        if (authorization.Count > 0) return string.Empty; // Another scheme, or several: a wrong key, not a missing one.
        var header = request.Headers[KeyHeader];
        return header.Count switch { 0 => null, 1 => header[0] ?? string.Empty, _ => string.Empty };
    }

    private static BadInputException Unauthorized(string code, string detail) => new(StatusCodes.Status401Unauthorized, code, detail);
}
