using FleetActors.Sdk;

namespace FleetActors.Silo.Trust;

/// <summary>Puts the guard in front of a silo's grains.</summary>
public static class TrustServices
{
    /// <summary>Guards the silo with the cluster's secret, which gateways and SDK clients must know.</summary>
    public static ISiloBuilder AddFleetTrust(this ISiloBuilder silo, ClusterSecret secret)
    {
        silo.Services.AddSingleton(secret);
        silo.AddIncomingGrainCallFilter<GatewayFilter>();
        return silo;
    }
}
