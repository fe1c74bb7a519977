namespace FleetActors.Silo.Hosting;

/// <summary>Where grains keep their records.</summary>
public enum StorageKind
{
    /// <summary>RocksDB in one directory; durable, single silo.</summary>
    Embedded,

    /// <summary>Nothing is kept; for tests and pure simulation.</summary>
    Memory,
}

/// <summary>How one silo is run; read from the command line and from configuration section <c>FleetActors</c>.</summary>
public sealed record SiloSettings
{
    /// <summary>Where grains keep their records.</summary>
    public StorageKind Storage { get; init; } = StorageKind.Embedded;

    /// <summary>The directory of embedded storage and of the cluster's secret.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>The address of the HTTP API and the map.</summary>
    public string Url { get; init; } = "http://127.0.0.1:5080";

    /// <summary>The silo-to-silo port on loopback; 0 takes a free one.</summary>
    public int SiloPort { get; init; } = 11_111;

    /// <summary>The port for grain clients on loopback; 0 takes a free one.</summary>
    public int GatewayPort { get; init; } = 30_000;

    /// <summary>On loopback: requests without an API key act as administrator of the default fleet.</summary>
    public bool Development { get; init; }

    /// <summary>Whether the Orleans dashboard is served and its statistics are gathered.</summary>
    public bool Dashboard { get; init; } = true;

    /// <summary>Settings for load without anything around it: free ports, no dashboard.</summary>
    public static SiloSettings Bare(StorageKind storage, string dataDirectory) =>
        new() { Storage = storage, DataDirectory = dataDirectory, SiloPort = 0, GatewayPort = 0, Dashboard = false };
}
