using System.Text;
using FleetActors.Api.Problems;
using Microsoft.Extensions.Options;

namespace FleetActors.Api.Access;

/// <summary>
/// Guards pages that show the whole deployment and not one fleet: the dashboard and the metrics. They open to an administrator of the
/// default fleet and to the platform's key; in development mode also to this machine without a key. A browser asks for the key as
/// the password of any user name.
/// </summary>
public sealed class OperatorPages(RequestDelegate next, ApiKeys keys, IOptions<FleetApiOptions> options)
{
    private const string Basic = "Basic ", Bearer = "Bearer ";
    private const string Challenge = "Basic realm=\"fleetactors: an administrator's API key as password\", charset=\"UTF-8\"";

    /// <summary>Handles one request.</summary>
    public async Task Invoke(HttpContext http)
    {
        if (options.Value.Mode == ApiMode.Development && DevelopmentAccess.IsLocal(http))
        {
            await next(http);
            return;
        }
        var shown = Shown(http.Request);
        var holder = shown is null ? null : await keys.Find(shown, http.Connection.RemoteIpAddress, http.RequestAborted);
        if (holder is null)
        {
            await ApiProblem.Write(http, StatusCodes.Status401Unauthorized, shown is null ? ProblemCode.KeyMissing : ProblemCode.KeyInvalid,
                "This page shows the whole deployment. It opens with an administrator's API key, as Bearer token or as the password of any user name.",
                Challenge);
            return;
        }
        if (!holder.IsPlatform && (holder.Fleet.Value != options.Value.DefaultFleet || holder.Caller.Role < Role.Admin))
        {
            await ApiProblem.Write(http, StatusCodes.Status403Forbidden, ProblemCode.RoleInsufficient, "This needs an administrator's key of the deployment's own fleet.");
            return;
        }
        await next(http);
    }

    private static string? Shown(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } value])
            return request.Headers[AccessMiddleware.KeyHeader] is [{ } key] ? key : null;
        if (value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return value[Bearer.Length..].Trim();
        if (!value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) return string.Empty;
        var encoded = value[Basic.Length..].Trim();
        var decoded = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, decoded, out var length)) return string.Empty;
        var text = Encoding.UTF8.GetString(decoded, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..] : string.Empty;
    }
}

/// <summary>Puts the guard before paths.</summary>
public static class OperatorPagesExtensions
{
    /// <summary>What lies under these paths opens to operators of the deployment only. Call it after <see cref="FleetApi.MapFleetApi"/>.</summary>
    public static WebApplication GuardOperatorPages(this WebApplication app, params string[] paths)
    {
        app.UseWhen(
            http => Array.Exists(paths, path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)),
            static branch => branch.UseMiddleware<ProblemMiddleware>().UseMiddleware<OperatorPages>());
        return app;
    }
}
