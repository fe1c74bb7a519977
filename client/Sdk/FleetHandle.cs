using System.Collections.Immutable;
using FleetActors.Contracts;
using FleetActors.Fleets;

namespace FleetActors.Sdk;

/// <summary>One fleet, asked and commanded by one caller. Every command may be given the header of an earlier attempt.</summary>
public readonly record struct FleetHandle(FleetClient Client, FleetId Id, Caller By)
{
    /// <summary>One vehicle of this fleet; it need not exist.</summary>
    public FleetVehicle Vehicle(VehicleId id) => new(this, id);

    /// <summary>All vehicles of this fleet.</summary>
    public FleetVehicles Vehicles => new(this);

    /// <summary>One customer of this fleet; it need not exist.</summary>
    public FleetCustomer Customer(CustomerId id) => new(this, id);

    /// <summary>One contract of this fleet; it need not exist.</summary>
    public FleetContract Contract(ContractId id) => new(this, id);

    /// <summary>Creates the fleet.</summary>
    public Task<CommandResult<Done>> Create(CreateFleet command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Command(header, (sent, token) => grain.Create(sent, command, token), cancellation);
    }

    /// <summary>What was fixed when it was created, and how its shards have grown; null when it was not.</summary>
    public Task<FleetSettings?> Settings(CancellationToken cancellation = default) => Ask(Grain.Settings, cancellation);

    /// <summary>Publishes the next version of a tariff; answers its number.</summary>
    public Task<CommandResult<int>> PublishTariff(PublishTariff command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Command(header, (sent, token) => grain.PublishTariff(sent, command, token), cancellation);
    }

    /// <summary>A tariff's version (the newest when null), or null when there is none.</summary>
    public Task<Tariff?> Tariff(TariffId tariff, int? version = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Ask(token => grain.Tariff(tariff, version, token), cancellation);
    }

    /// <summary>The newest version of every tariff.</summary>
    public Task<ImmutableArray<Tariff>> Tariffs(CancellationToken cancellation = default) => Ask(Grain.Tariffs, cancellation);

    /// <summary>All versions of a tariff, oldest first.</summary>
    public Task<ImmutableArray<Tariff>> TariffVersions(TariffId tariff, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Ask(token => grain.TariffVersions(tariff, token), cancellation);
    }

    /// <summary>Replaces the service zones; answers their new version.</summary>
    public Task<CommandResult<int>> SetZones(SetZones command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Command(header, (sent, token) => grain.SetZones(sent, command, token), cancellation);
    }

    /// <summary>The service zones as they are now.</summary>
    public Task<FleetZones> Zones(CancellationToken cancellation = default) => Ask(Grain.Zones, cancellation);

    /// <summary>Splits the shards until there are so many; answers from when on cars are looked for in them.</summary>
    public Task<CommandResult<ShardGrowth>> GrowShards(GrowShards command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Command(header, (sent, token) => grain.GrowShards(sent, command, token), cancellation);
    }

    /// <summary>Makes an API key; its text is answered this once.</summary>
    public Task<CommandResult<NewApiKey>> CreateKey(CreateApiKey command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Command(header, (sent, token) => grain.CreateApiKey(sent, command, token), cancellation);
    }

    /// <summary>Makes an API key useless for ever.</summary>
    public Task<CommandResult<Done>> RevokeKey(RevokeApiKey command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Command(header, (sent, token) => grain.RevokeApiKey(sent, command, token), cancellation);
    }

    /// <summary>The API keys in force, without their secrets.</summary>
    public Task<ImmutableArray<ApiKeyView>> Keys(CancellationToken cancellation = default) => Ask(Grain.ApiKeys, cancellation);

    /// <summary>Whom a key's whole text stands for, or null when it is not in force here.</summary>
    public Task<Caller?> VerifyKey(string text, CancellationToken cancellation = default)
    {
        var grain = Grain;
        return Ask(token => grain.VerifyApiKey(text, token), cancellation);
    }

    private IFleetGrain Grain => Client.Grains.Of<IFleetGrain>(Id.Value);

    internal Task<T> Ask<T>(Func<CancellationToken, Task<T>> question, CancellationToken cancellation) =>
        Client.Ask(Id, question, cancellation);

    internal Task<CommandResult<T>> Command<T>(
        CommandHeader? header, Func<CommandHeader, CancellationToken, Task<Outcome<T>>> attempt, CancellationToken cancellation)
    {
        var sent = header ?? Client.NewHeader(By);
        return Client.Command(Id, sent, token => attempt(sent, token), cancellation);
    }
}
