using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using FleetActors.Cells;
using FleetActors.Contracts;
using FleetActors.Customers;
using FleetActors.Fleets;
using FleetActors.Sdk;
using FleetActors.Search;
using FleetActors.Telemetry;
using FleetActors.Tracks;
using FleetActors.Trust;
using FleetActors.Vehicles;

namespace FleetActors.Silo.Trust;

/// <summary>
/// Guards the grains against callers outside the silos: such a call must carry a <see cref="GatewayToken"/> of the fleet
/// that it is for, and may reach the listed interfaces only. A call between grains costs one look at its source's type.
/// The silo's own process may call without a token, as it asks its questions; where it carries one, as the HTTP API's commands
/// do, it is verified too.
/// </summary>
public sealed class GatewayFilter(ClusterSecret secret, TimeProvider clock) : IIncomingGrainCallFilter
{
    /// <summary>The most verified tokens that are remembered.</summary>
    public const int MaxKnownTokens = 10_000;

    /// <summary>What callers outside the silos may reach.</summary>
    public static readonly FrozenSet<Type> PublicInterfaces = new[]
    {
        typeof(IFleetGrain), typeof(IFleetRegistryGrain), typeof(IVehicleGrain), typeof(IVehicleShardGrain),
        typeof(ICustomerGrain), typeof(IContractGrain), typeof(IFleetTracksGrain), typeof(INearbyGrain),
        typeof(ICustomerIndexGrain), typeof(IIndexRebuildGrain),
    }.ToFrozenSet();

    /// <summary>What the Orleans client itself asks of a silo to learn about the cluster.</summary>
    private static readonly FrozenSet<string> ClusterInterfaces = new[]
    {
        "Orleans.Runtime.IClusterManifestSystemTarget",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, (FleetId Fleet, DateTimeOffset ExpiresAt)> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context) =>
        context.SourceId is { } source && source.Type.IsClient() ? Guard(context, source) : context.Invoke();

    private Task Guard(IIncomingGrainCallContext context, GrainId source)
    {
        var token = RequestContext.Get(GatewayToken.ContextKey) as string;
        if (token is null && IsHosted(source)) return context.Invoke();
        if (ClusterInterfaces.Contains(context.InterfaceName)) return context.Invoke();
        if (!PublicInterfaces.Contains(context.InterfaceMethod.DeclaringType!))
            throw new UnauthorizedAccessException($"{context.InterfaceName} cannot be reached from outside the silos.");
        if (!Opens(token, context.TargetId))
            throw new UnauthorizedAccessException("The call carries no valid token of this fleet. Give the client the cluster's secret.");
        RequestContext.Remove(GatewayToken.ContextKey); // What the grain calls itself needs no token, and pays for none.
        return context.Invoke();
    }

    private bool Opens(string? token, GrainId target)
    {
        if (token is null) return false;
        var now = clock.GetUtcNow();
        if (!_known.TryGetValue(token, out var known))
        {
            if (!GatewayToken.TryVerify(secret.Bytes, token, now, out var fleet, out var expiresAt)) return false;
            if (_known.Count >= MaxKnownTokens) _known.Clear();
            _known[token] = known = (fleet, expiresAt);
        }
        return now < known.ExpiresAt && IsOf(known.Fleet, target);
    }

    /// <summary>Whether the grain's key is the fleet, or begins with the fleet and the separator.</summary>
    private static bool IsOf(FleetId fleet, GrainId target)
    {
        Span<byte> id = stackalloc byte[IdText.MaxLength];
        var length = Encoding.ASCII.GetBytes(fleet.Value, id);
        var key = target.Key.AsSpan();
        return key.StartsWith(id[..length]) && (key.Length == length || key[length] == EntityKeys.Separator);
    }

    /// <summary>Whether the caller lives in a silo's own process.</summary>
    private static bool IsHosted(GrainId source) => source.Key.AsSpan().StartsWith("hosted-"u8);
}
