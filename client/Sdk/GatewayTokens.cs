using System.Collections.Concurrent;
using FleetActors.Trust;

namespace FleetActors.Sdk;

/// <summary>Signs one token a fleet and uses it for half of its life, so that a call costs a look-up.</summary>
public sealed class GatewayTokens(ClusterSecret secret, TimeProvider clock)
{
    /// <summary>How long a token opens its fleet.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <summary>The most fleets whose tokens are kept; beyond it all are signed anew.</summary>
    public const int MaxKept = 10_000;

    private readonly ConcurrentDictionary<FleetId, (string Token, DateTimeOffset RenewAt)> _tokens = new();

    /// <summary>A token that opens the fleet for at least another minute.</summary>
    public string For(FleetId fleet)
    {
        var now = clock.GetUtcNow();
        if (_tokens.TryGetValue(fleet, out var kept) && now < kept.RenewAt) return kept.Token;
        if (_tokens.Count >= MaxKept) _tokens.Clear();
        var token = GatewayToken.Sign(secret.Bytes, fleet, now + Lifetime);
        _tokens[fleet] = (token, now + Lifetime / 2);
        return token;
    }
}
