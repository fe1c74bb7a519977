using System.Collections.Concurrent;
using System.Collections.Immutable;
using FleetActors.Cells;
using FleetActors.Fleets;
using FleetActors.Telemetry;
using FleetActors.Trust;
using Orleans.Runtime;

namespace FleetActors.Sdk;

/// <summary>
/// The way into a FleetActors cluster: <c>client.Fleet(id).Vehicle(id).Lock()</c>. Commands end as
/// <see cref="CommandResult{T}"/>; questions are answered or throw when the cluster cannot be reached.
/// Safe for concurrent use; one a process.
/// </summary>
public sealed class FleetClient(
    IGrainFactory grains, GatewayTokens tokens, CommandSender sender, IIdSource ids, TimeProvider clock, Caller caller, bool isInsideSilo = false)
{
    private readonly ConcurrentDictionary<FleetId, INearbyGrain> _nearby = new();
    private readonly ConcurrentDictionary<FleetId, FreshCopy<FleetSettings>> _settings = new();
    private readonly ConcurrentDictionary<FleetId, int> _asked = new();

    /// <summary>One fleet, as this service.</summary>
    public FleetHandle Fleet(FleetId fleet) => new(this, fleet, caller);

    /// <summary>One fleet, on behalf of someone whose identity this service has checked.</summary>
    public FleetHandle Fleet(FleetId fleet, Caller by) => new(this, fleet, by);

    /// <summary>All fleets of the cluster, by id.</summary>
    public Task<ImmutableArray<FleetId>> Fleets(CancellationToken cancellation = default) =>
        Ask(new FleetId(IFleetRegistryGrain.Key), grains.GetGrain<IFleetRegistryGrain>(IFleetRegistryGrain.Key).List, cancellation);

    /// <summary>
    /// A fleet's shards now, by settings that are never older than <see cref="FleetSettings.MaxAge"/>, unless the fleet does not
    /// answer: who then asks a shard that a car has left is passed on.
    /// </summary>
    internal async ValueTask<ShardMap> ShardsOf(FleetHandle fleet, CancellationToken cancellation)
    {
        var copy = SettingsOf(fleet);
        FleetSettings? settings;
        try
        {
            var asked = copy.Get();
            settings = asked.IsCompletedSuccessfully ? asked.Result : await asked.AsTask().WaitAsync(cancellation);
        }
        catch (TimeoutException) when (copy.Latest is not null)
        {
            settings = copy.Latest;
        }
        return settings?.ShardsAt(clock.GetUtcNow()) ?? new ShardMap(1); // No such fleet: nothing is found there.
    }

    /// <summary>
    /// The same for a question to all shards. The first time that this client sees so many it asks those first with which the fleet
    /// was not founded: so they have taken their cars from the others before those are asked.
    /// </summary>
    internal async Task<ShardMap> AllShardsOf(FleetHandle fleet, CancellationToken cancellation)
    {
        var map = await ShardsOf(fleet, cancellation);
        if (SettingsOf(fleet).Latest is not { ShardCount: var founded } || map.ShardCount <= Math.Max(founded, _asked.GetValueOrDefault(fleet.Id))) return map;
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = FleetVehicles.MaxFanOut, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(founded, map.ShardCount - founded), bounded, async (index, token) =>
        {
            var shard = Grains.Of<IVehicleShardGrain>(new ShardKey(fleet.Id, index).ToString());
            await fleet.Ask(attempt => shard.Handles([], attempt), token);
        });
        if (_asked.Count >= GatewayTokens.MaxKept) _asked.Clear();
        _asked[fleet.Id] = map.ShardCount;
        return map;
    }

    private FreshCopy<FleetSettings> SettingsOf(FleetHandle fleet)
    {
        if (_settings.TryGetValue(fleet.Id, out var known)) return known;
        if (_settings.Count >= GatewayTokens.MaxKept) _settings.Clear();
        return _settings.GetOrAdd(fleet.Id, static (_, of) => new(() => of.Settings(CancellationToken.None), FleetSettings.MaxAge, of.Client.Clock), fleet);
    }

    internal GrainNames Grains { get; } = new(grains);

    internal TimeProvider Clock => clock;

    internal CommandHeader NewHeader(Caller by)
    {
        var now = clock.GetUtcNow();
        return new(ids.NextCommandId(now), by, now);
    }

    internal async Task<CommandResult<T>> Command<T>(
        FleetId fleet, CommandHeader header, Func<CancellationToken, Task<Outcome<T>>> attempt, CancellationToken cancellation)
    {
        RequestContext.Set(GatewayToken.ContextKey, tokens.For(fleet)); // Flows to the call, not back to our caller.
        return await sender.Send(header.Id, attempt, cancellation);
    }

    internal Task<T> Ask<T>(FleetId fleet, Func<CancellationToken, Task<T>> question, CancellationToken cancellation) =>
        Ask(fleet, question, static (ask, token) => ask(token), cancellation);

    /// <summary>The same without a closure: what is asked comes as a value.</summary>
    internal Task<T> Ask<TAsked, T>(FleetId fleet, TAsked asked, Func<TAsked, CancellationToken, Task<T>> question, CancellationToken cancellation) =>
        isInsideSilo ? sender.Ask(asked, question, cancellation) : AskWithToken(fleet, asked, question, cancellation);

    /// <summary>Who answers what is near in a fleet; the same reference each time, since making one costs more than asking it.</summary>
    internal INearbyGrain NearbyOf(FleetId fleet)
    {
        if (_nearby.TryGetValue(fleet, out var known)) return known;
        if (_nearby.Count >= GatewayTokens.MaxKept) _nearby.Clear();
        return _nearby[fleet] = grains.GetGrain<INearbyGrain>(fleet.Value);
    }

    private async Task<T> AskWithToken<TAsked, T>(
        FleetId fleet, TAsked asked, Func<TAsked, CancellationToken, Task<T>> question, CancellationToken cancellation)
    {
        RequestContext.Set(GatewayToken.ContextKey, tokens.For(fleet));
        return await sender.Ask(asked, question, cancellation);
    }
}
