namespace FleetActors.Simulation.Emit;

/// <summary>How a target is spoken to.</summary>
public enum EmitProtocol
{
    /// <summary>A message to a topic of an MQTT broker; each car has its own connection.</summary>
    Mqtt = 1,

    /// <summary>A POST with one fix or a batch.</summary>
    Http = 2,

    /// <summary>A GET with the fix in its query, as the OsmAnd app sends it.</summary>
    OsmAnd = 3,
}

/// <summary>Where the load goes.</summary>
/// <param name="Protocol">How.</param>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="IsTls">Whether the connection is encrypted.</param>
/// <param name="PathAndQuery">HTTP only: what follows the host; may have placeholders.</param>
/// <param name="Shown">The URL as the user gave it, without user and password.</param>
public sealed record EmitTarget(EmitProtocol Protocol, string Host, int Port, bool IsTls, string PathAndQuery, string Shown)
{
    private static readonly Dictionary<string, (EmitProtocol Protocol, bool IsTls, int Port)> Schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["mqtt"] = (EmitProtocol.Mqtt, false, 1883),
        ["mqtts"] = (EmitProtocol.Mqtt, true, 8883),
        ["http"] = (EmitProtocol.Http, false, 80),
        ["https"] = (EmitProtocol.Http, true, 443),
        ["osmand"] = (EmitProtocol.OsmAnd, false, 5055),
        ["osmands"] = (EmitProtocol.OsmAnd, true, 443),
    };

    /// <summary>Scheme, host and port of the target for HTTP.</summary>
    public string HttpRoot => $"{(IsTls ? "https" : "http")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    /// <summary>Reads a URL. Throws <see cref="EmitException"/> that says what a right one looks like.</summary>
    public static EmitTarget Parse(string url)
    {
        var (scheme, rest) = url.Split("://", 2) is [var before, var after] ? (before, after) : ("", url);
        if (!Schemes.TryGetValue(scheme, out var known))
            throw new EmitException($"--emit: '{url}' should begin with one of {string.Join(", ", Schemes.Keys.Select(name => $"{name}://"))}.");
        var cut = rest.IndexOfAny(['/', '?']);
        var (authority, path) = cut < 0 ? (rest, "") : (rest[..cut], rest[cut..]);
        if (authority.Contains('@', StringComparison.Ordinal))
            throw new EmitException("--emit: give credentials with --user and --password (or --devices), not in the URL, where they would end up in reports.");
        if (!Uri.TryCreate($"http://{authority}", UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new EmitException($"--emit: '{url}' has no host that can be understood; write {scheme}://127.0.0.1:{known.Port}.");
        if (known.Protocol == EmitProtocol.Mqtt && path is not ("" or "/"))
            throw new EmitException($"--emit: an MQTT address has no path ('{path}'); give the topic with --topic.");
        var port = authority.Contains(':', StringComparison.Ordinal) && !authority.EndsWith(']') ? uri.Port : known.Port;
        if (known.Protocol == EmitProtocol.OsmAnd) path = (path.Length == 0 ? "/" : path) + BuiltInTemplates.OsmAndQuery;
        return new(known.Protocol, uri.Host.Trim('[', ']'), port, known.IsTls, path.Length == 0 ? "/" : path, $"{scheme}://{authority}{(known.Protocol == EmitProtocol.Http ? path : "")}");
    }
}
