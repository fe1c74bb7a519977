namespace FleetActors.Api;

/// <summary>Whether requests need a key.</summary>
public enum ApiMode
{
    /// <summary>Every request shows an API key.</summary>
    Keyed = 1,
    /// <summary>
    /// On loopback only: a request without a key acts as administrator of the default fleet, under the name "development".
    /// </summary>
    Development = 2,
}

/// <summary>How the HTTP API behaves. Bound to the configuration section <c>FleetActors:Api</c>.</summary>
public sealed class FleetApiOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "FleetActors:Api";

    /// <summary>The largest body of an ordinary request, in bytes.</summary>
    public const int MaxBodyBytes = 1 << 20;

    /// <summary>The largest body of a batch of vehicles or fixes, in bytes.</summary>
    public const int MaxBatchBytes = 8 << 20;

    /// <summary>Whether requests need a key.</summary>
    public ApiMode Mode { get; set; } = ApiMode.Keyed;

    /// <summary>The fleet of requests without a key in development mode.</summary>
    public string DefaultFleet { get; set; } = "default";

    /// <summary>The key that may create fleets; null when no fleet can be created over HTTP. At least 32 characters.</summary>
    public string? PlatformKey { get; set; }

    /// <summary>Requests a key may send each second, on average.</summary>
    public int RequestsPerSecond { get; set; } = 20_000;

    /// <summary>Keys not seen lately that one address may show each second.</summary>
    public int KeyChecksPerSecond { get; set; } = 1_000;

    /// <summary>After this a request is given up, in seconds.</summary>
    public int RequestTimeoutSeconds { get; set; } = 30;
}
