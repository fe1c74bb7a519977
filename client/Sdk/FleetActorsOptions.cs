using System.Net;

namespace FleetActors.Sdk;

/// <summary>How a service reaches the cluster, and as whom.</summary>
public sealed class FleetActorsOptions
{
    /// <summary>The names that silo and client must share unless told otherwise.</summary>
    public const string DefaultClusterName = "fleetactors";

    /// <summary>The gateway port of a silo unless told otherwise.</summary>
    public const int DefaultGatewayPort = 30000;

    /// <summary>The silos' gateways. The default is one on loopback.</summary>
    public IList<IPEndPoint> Gateways { get; } = [];

    /// <summary>Orleans' cluster id.</summary>
    public string ClusterId { get; set; } = DefaultClusterName;

    /// <summary>Orleans' service id.</summary>
    public string ServiceId { get; set; } = DefaultClusterName;

    /// <summary>Who this service is, in every event that its commands cause. At most 100 characters.</summary>
    public string CallerName { get; set; } = "sdk";

    /// <summary>What this service may do.</summary>
    public Role CallerRole { get; set; } = Role.Operator;

    /// <summary>The file with the cluster's secret, which the silo wrote at its first start; read once.</summary>
    public string? SecretFile { get; set; }

    /// <summary>The cluster's secret itself, instead of <see cref="SecretFile"/>; at least 32 bytes.</summary>
    public ClusterSecret? Secret { get; set; }

    /// <summary>
    /// Whether this client lives in a silo's own process. The silo believes its own process, so such a client's questions carry
    /// no token; its commands do, as everybody's.
    /// </summary>
    public bool IsInsideSilo { get; set; }

    /// <summary>After this a command ends as <see cref="CommandEnd.OutcomeUnknown"/>. 1 s to 5 min.</summary>
    public TimeSpan CommandDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After this one attempt counts as lost and the same command is sent again.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(4);
}
