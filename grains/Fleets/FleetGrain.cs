using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Contracts;
using FleetActors.Records;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace FleetActors.Fleets;

/// <inheritdoc cref="IFleetGrain"/>
[GrainType("fleet")]
public sealed class FleetGrain(
    [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage,
    ContentHash contentHash,
    ISecretSource secrets,
    TimeProvider clock) : RecordGrain<FleetState>(storage, FleetGrain.StateName, FleetState.Blank, clock), IFleetGrain, IOutgrownFleet
{
    /// <summary>The name of the fleet's record in storage.</summary>
    public const string StateName = "fleet";

    private FleetId _id;

    /// <inheritdoc/>
    protected override Task OnRead(CancellationToken cancellation)
    {
        _id = new FleetId(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> Create(CommandHeader header, CreateFleet command, CancellationToken cancellation)
    {
        if (FleetRules.Create(State, _id, command, StampOf(header)).Refused is { } refused) return refused;
        if (State.Settings is null)
        {
            // Listed before it exists: a crash in between leaves a name in the list, never a fleet that is in none.
            var listed = await GrainFactory.GetGrain<IFleetRegistryGrain>(IFleetRegistryGrain.Key).Add(_id, cancellation);
            if (listed.Refused is { } full) return full;
        }
        var outcome = await Execute(header, command, (fleet, stamp) => FleetRules.Create(fleet, _id, command, stamp), _ => default);
        return Map(outcome, _ => default(Done));
    }

    /// <inheritdoc/>
    public Task<FleetSettings?> Settings(CancellationToken cancellation) => Task.FromResult(State.Settings);

    /// <inheritdoc/>
    public async Task<Outcome<int>> PublishTariff(CommandHeader header, PublishTariff command, CancellationToken cancellation)
    {
        var outcome = await Execute(header, command,
            (fleet, stamp) => FleetRules.Publish(fleet, command, stamp),
            fleet => new(fleet.Tariff(command.Tariff.Id, null)!.Version, null));
        return Map(outcome, answer => answer.Number);
    }

    /// <inheritdoc/>
    public Task<Tariff?> Tariff(TariffId tariff, int? version, CancellationToken cancellation) => Task.FromResult(State.Tariff(tariff, version));

    /// <inheritdoc/>
    public Task<ImmutableArray<Tariff>> Tariffs(CancellationToken cancellation) => Task.FromResult(State.Tariffs
        .GroupBy(t => t.Id)
        .Select(versions => versions.Last())
        .OrderBy(t => t.Id.Value, StringComparer.Ordinal)
        .ToImmutableArray());

    /// <inheritdoc/>
    public Task<ImmutableArray<Tariff>> TariffVersions(TariffId tariff, CancellationToken cancellation) =>
        Task.FromResult(State.Tariffs.RemoveAll(t => t.Id != tariff));

    /// <inheritdoc/>
    public async Task<Outcome<int>> SetZones(CommandHeader header, SetZones command, CancellationToken cancellation)
    {
        var outcome = await Execute(header, command, (fleet, stamp) => FleetRules.Replace(fleet, command, stamp), fleet => new(fleet.Zones.Version, null));
        return Map(outcome, answer => answer.Number);
    }

    /// <inheritdoc/>
    public Task<FleetZones> Zones(CancellationToken cancellation) => Task.FromResult(State.Zones);

    /// <inheritdoc/>
    public async Task<Outcome<Done>> SetLimits(CommandHeader header, SetWatchLimits command, CancellationToken cancellation)
    {
        var outcome = await Execute(header, command, (fleet, stamp) => LimitRules.Replace(fleet, command, stamp), _ => default);
        return Map(outcome, _ => default(Done));
    }

    /// <inheritdoc/>
    public Task<WatchLimits> Limits(CancellationToken cancellation) => Task.FromResult(State.Limits ?? WatchLimits.Default);

    /// <inheritdoc/>
    public async Task<Outcome<ShardGrowth>> GrowShards(CommandHeader header, GrowShards command, CancellationToken cancellation)
    {
        var outcome = await Execute(header, command, (fleet, stamp) => GrowthRules.Grow(fleet, command, stamp), _ => new(command.Count, null));
        return Map(outcome, answer => GrowthRules.To(State.Settings!, answer.Number));
    }

    /// <inheritdoc/>
    public async Task Outgrown(int count, CancellationToken cancellation)
    {
        var decision = GrowthRules.Grow(State, new(2 * count), new(Now(_id, default), Caller.Platform));
        if (decision.Refused is not null || decision.Events.IsEmpty) return;
        var next = State;
        foreach (var happened in decision.Events) next = next.Evolve(happened);
        await Persist(next);
    }

    /// <inheritdoc/>
    public async Task<Outcome<NewApiKey>> CreateApiKey(CommandHeader header, CreateApiKey command, CancellationToken cancellation)
    {
        var text = new ApiKeyText(_id, RandomHex(ApiKey.KeyIdBytes), RandomHex(ApiKey.SecretBytes));
        var salt = new byte[ApiKey.SaltBytes];
        secrets.Fill(salt);
        var outcome = await Execute(header, command,
            (fleet, stamp) => FleetRules.Create(fleet, command, text.KeyId, text.Secret, [.. salt], stamp),
            _ => new(0, text.KeyId));
        // A repeat answers another id than the one just drawn; its secret is not known any more.
        return Map(outcome, answer => new NewApiKey(answer.KeyId!, answer.KeyId == text.KeyId ? text.Reveal() : null));
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> RevokeApiKey(CommandHeader header, RevokeApiKey command, CancellationToken cancellation)
    {
        var outcome = await Execute(header, command, (fleet, stamp) => FleetRules.Revoke(fleet, command, stamp), _ => default);
        return Map(outcome, _ => default(Done));
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<ApiKeyView>> ApiKeys(CancellationToken cancellation) =>
        Task.FromResult(State.ApiKeys.Select(key => key.View).ToImmutableArray());

    /// <inheritdoc/>
    public Task<Caller?> VerifyApiKey(string text, CancellationToken cancellation)
    {
        var verified = ApiKeyText.TryParse(text, out var presented) && presented.Fleet == _id
            && State.Key(presented.KeyId) is { } key && key.IsSecret(presented.Secret)
                ? new Caller(key.View.Name, key.View.Role)
                : null;
        return Task.FromResult(verified);
    }

    private async Task<Outcome<FleetAnswer>> Execute<TCommand>(
        CommandHeader header, TCommand command, Func<FleetState, Stamp, Decision<FleetEvent>> decide, Func<FleetState, FleetAnswer> answer)
    {
        var stamp = StampOf(header);
        var hash = contentHash.Of(command);
        if (State.Commands.Recall(header, hash, stamp.At) is { } known) return known;
        var decision = decide(State, stamp);
        if (decision.Refused is { } refused) return refused;
        var next = State;
        foreach (var happened in decision.Events) next = next.Evolve(happened);
        var answered = answer(next);
        await Persist(next with { Commands = next.Commands.Remember(header, hash, answered, stamp.At) });
        return answered;
    }

    private Stamp StampOf(CommandHeader header) => new(Now(_id, header.IssuedAt), header.By);

    private static Outcome<T> Map<T>(Outcome<FleetAnswer> outcome, Func<FleetAnswer, T> map) =>
        outcome.Refused is { } refused ? refused : map(outcome.Accepted);

    private string RandomHex(int length)
    {
        Span<byte> bytes = stackalloc byte[length];
        secrets.Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
