using System.Collections.Immutable;
using FleetActors.Contracts;
using Orleans.Concurrency;

namespace FleetActors.Fleets;

/// <summary>One operator's fleet: what changes rarely and all its grains need. Key: the <see cref="FleetId"/>.</summary>
[Alias("IFleetGrain")]
public interface IFleetGrain : IGrainWithStringKey
{
    /// <summary>Creates the fleet. The same settings again are accepted; others are refused with <see cref="Refusal.FleetAlreadyExists"/>.</summary>
    [Alias("Create")] Task<Outcome<Done>> Create(CommandHeader header, CreateFleet command, CancellationToken cancellation);

    /// <summary>The settings, or null when the fleet was never created.</summary>
    [ReadOnly, Alias("Settings")] Task<FleetSettings?> Settings(CancellationToken cancellation);

    /// <summary>Publishes the next version of a tariff; answers its number. Publishing the newest version's content again answers that version.</summary>
    [Alias("PublishTariff")] Task<Outcome<int>> PublishTariff(CommandHeader header, PublishTariff command, CancellationToken cancellation);

    /// <summary>A version of a tariff (the newest when null), or null when there is none.</summary>
    [ReadOnly, Alias("Tariff")] Task<Tariff?> Tariff(TariffId tariff, int? version, CancellationToken cancellation);

    /// <summary>The newest version of every tariff, by id.</summary>
    [ReadOnly, Alias("Tariffs")] Task<ImmutableArray<Tariff>> Tariffs(CancellationToken cancellation);

    /// <summary>All versions of a tariff, oldest first; empty when there is none.</summary>
    [ReadOnly, Alias("TariffVersions")] Task<ImmutableArray<Tariff>> TariffVersions(TariffId tariff, CancellationToken cancellation);

    /// <summary>Replaces the service zones; answers their new version.</summary>
    [Alias("SetZones")] Task<Outcome<int>> SetZones(CommandHeader header, SetZones command, CancellationToken cancellation);

    /// <summary>The service zones as they are now.</summary>
    [ReadOnly, Alias("Zones")] Task<FleetZones> Zones(CancellationToken cancellation);

    /// <summary>Replaces what the fleet wants to be told of its cars; shards follow within seconds.</summary>
    [Alias("SetLimits")] Task<Outcome<Done>> SetLimits(CommandHeader header, SetWatchLimits command, CancellationToken cancellation);

    /// <summary>What the fleet wants to be told of its cars.</summary>
    [ReadOnly, Alias("Limits")] Task<WatchLimits> Limits(CancellationToken cancellation);

    /// <summary>
    /// Splits the shards until there are so many; answers from when on cars are looked for in them. As many as there are, or will
    /// be, is accepted and changes nothing; fewer is refused with <see cref="Refusal.ValueOutOfRange"/>.
    /// </summary>
    [Alias("GrowShards")] Task<Outcome<ShardGrowth>> GrowShards(CommandHeader header, GrowShards command, CancellationToken cancellation);

    /// <summary>Makes an API key. Its text is answered once and never stored; a repeat of the command answers without it.</summary>
    [Alias("CreateApiKey")] Task<Outcome<NewApiKey>> CreateApiKey(CommandHeader header, CreateApiKey command, CancellationToken cancellation);

    /// <summary>Makes an API key useless for ever. Refused with <see cref="Refusal.ValueOutOfRange"/> when there is no such key.</summary>
    [Alias("RevokeApiKey")] Task<Outcome<Done>> RevokeApiKey(CommandHeader header, RevokeApiKey command, CancellationToken cancellation);

    /// <summary>The API keys that are in force, without their secrets.</summary>
    [ReadOnly, Alias("ApiKeys")] Task<ImmutableArray<ApiKeyView>> ApiKeys(CancellationToken cancellation);

    /// <summary>Who presents this key's whole text, or null when it is none of this fleet's keys in force.</summary>
    [ReadOnly, Alias("VerifyApiKey")] Task<Caller?> VerifyApiKey(string text, CancellationToken cancellation);
}

/// <summary>The fleets of this cluster. One grain; key: <see cref="Key"/>.</summary>
[Alias("IFleetRegistryGrain")]
public interface IFleetRegistryGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "fleets";

    /// <summary>The most fleets of one cluster.</summary>
    const int Capacity = 10_000;

    /// <summary>Lists a fleet; called by the fleet itself before it is created. Refused with <see cref="Refusal.FleetLimitReached"/> when full.</summary>
    [Alias("Add")] Task<Outcome<Done>> Add(FleetId fleet, CancellationToken cancellation);

    /// <summary>All fleets by id. One whose creation was never completed may be among them: its settings are null.</summary>
    [ReadOnly, Alias("List")] Task<ImmutableArray<FleetId>> List(CancellationToken cancellation);
}
