using System.Net;

namespace FleetActors.Api.Access;

/// <summary>
/// Whether a request without a key comes from this machine's own user: over loopback on both ends, to a loopback host name
/// (a web site cannot rebind its name to us), and not from another site's page.
/// </summary>
public static class DevelopmentAccess
{
    /// <summary>Whether the request may act without a key in development mode.</summary>
    public static bool IsLocal(HttpContext http)
    {
        var connection = http.Connection;
        return connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
            && connection.LocalIpAddress is { } local && IPAddress.IsLoopback(local)
            && IsLoopbackName(http.Request.Host.Host)
            && IsOwnPage(http.Request);
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsOwnPage(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 0
            || (origin.Count == 1 && string.Equals(origin[0], $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));
    }
}
