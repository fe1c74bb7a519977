using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using FleetActors.Simulation.Emit;

namespace FleetActors.Silo.Emit;

/// <summary>Everything a load is made of, checked.</summary>
public sealed record EmitSettings
{
    /// <summary>Where it goes.</summary>
    public required EmitTarget Target { get; init; }

    /// <summary>The cars.</summary>
    public required IFleetMotion Motion { get; init; }

    /// <summary>How each is known to the target.</summary>
    public required ImmutableArray<Device> Devices { get; init; }

    /// <summary>When what is due.</summary>
    public required RateProfile Profile { get; init; }

    /// <summary>What is sent.</summary>
    public required PayloadTemplate Payload { get; init; }

    /// <summary>HTTP: path and query.</summary>
    public PayloadTemplate? Path { get; init; }

    /// <summary>HTTP: name and value of headers.</summary>
    public ImmutableArray<(string Name, PayloadTemplate Value)> Headers { get; init; } = [];

    /// <summary>MQTT: where fixes go.</summary>
    public PayloadTemplate? Topic { get; init; }

    /// <summary>MQTT: what cars listen to, or null.</summary>
    public PayloadTemplate? CommandTopic { get; init; }

    /// <summary>MQTT: where answers to commands go.</summary>
    public PayloadTemplate? ReplyTopic { get; init; }

    /// <summary>What cars answer.</summary>
    public PayloadTemplate? Reply { get; init; }

    /// <summary>How long a car takes to answer a command.</summary>
    public TimeSpan ReplyDelay { get; init; }

    /// <summary>How many commands fail, in millionths.</summary>
    public int ReplyFailPpm { get; init; }

    /// <summary>MQTT level, 0 or 1.</summary>
    public int Qos { get; init; } = 1;

    /// <summary>HTTP: the most fixes of one request.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>HTTP: the most connections.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>After this time an unanswered fix is given up.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bad data.</summary>
    public FaultPlan Faults { get; init; } = new();

    /// <summary>Lost connections.</summary>
    public ImmutableArray<Storm> Storms { get; init; } = [];

    /// <summary>Decides which fixes are spoilt and which cars a storm hits.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Local addresses that connections come from, in turn; empty for the system's choice.</summary>
    public ImmutableArray<IPAddress> Sources { get; init; } = [];

    /// <summary>An authority whose certificates are trusted besides the system's, or null.</summary>
    public X509Certificate2? Authority { get; init; }

    /// <summary>Whether any certificate is taken.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>Which worker this is, from 0.</summary>
    public int Worker { get; init; }

    /// <summary>How many there are.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>When the run fails.</summary>
    public ImmutableArray<FailRule> FailRules { get; init; } = [];

    /// <summary>Where the verdict goes.</summary>
    public string ReportFolder { get; init; } = "emit-verdict";
}
