using System.Collections.Immutable;
using FleetActors.Commands;
using FleetActors.Contracts;

namespace FleetActors.Fleets;

/// <summary>The answer of any fleet command, as kept for repeats: the number or the key id that it made.</summary>
[GenerateSerializer, Immutable, Alias("FleetAnswer")]
public readonly record struct FleetAnswer([property: Id(0)] int Number, [property: Id(1)] string? KeyId);

/// <summary>All that one fleet's record holds.</summary>
/// <param name="Revision">How many events there were.</param>
/// <param name="Settings">Null before creation.</param>
/// <param name="Tariffs">All versions of all tariffs, in order of publication; at most <see cref="FleetLimits.TariffVersions"/>.</param>
/// <param name="Zones">The service zones.</param>
/// <param name="ApiKeys">The keys in force; at most <see cref="FleetLimits.ApiKeys"/>.</param>
/// <param name="Commands">Answers given to commands.</param>
[GenerateSerializer, Immutable, Alias("FleetState")]
public sealed record FleetState(
    [property: Id(0)] long Revision,
    [property: Id(1)] FleetSettings? Settings,
    [property: Id(2)] ImmutableArray<Tariff> Tariffs,
    [property: Id(3)] FleetZones Zones,
    [property: Id(4)] ImmutableArray<ApiKey> ApiKeys,
    [property: Id(5)] CommandLog<FleetAnswer> Commands)
{
    /// <summary>What the fleet wants to be told of its cars; null until somebody says so.</summary>
    [Id(6)] public WatchLimits? Limits { get; init; }

    /// <summary>A fleet that was never created.</summary>
    public static FleetState Blank { get; } = new(0, null, [], FleetZones.None, [], CommandLog<FleetAnswer>.Empty);

    /// <summary>A version of a tariff (the newest when null), or null when there is none.</summary>
    public Tariff? Tariff(TariffId id, int? version)
    {
        for (var i = Tariffs.Length - 1; i >= 0; i--)
        {
            if (Tariffs[i].Id == id && (version is null || Tariffs[i].Version == version)) return Tariffs[i];
        }
        return null;
    }

    /// <summary>The key with this public part, or null when none is in force.</summary>
    public ApiKey? Key(string keyId) => ApiKeys.FirstOrDefault(key => key.View.KeyId == keyId);

    /// <summary>The state after an event. Total: it refuses nothing.</summary>
    public FleetState Evolve(FleetEvent happened) => happened switch
    {
        FleetCreated e => this with { Revision = Revision + 1, Settings = e.Settings },
        TariffPublished e => this with { Revision = Revision + 1, Tariffs = Tariffs.Add(e.Tariff) },
        ZonesReplaced e => this with { Revision = Revision + 1, Zones = e.Zones },
        LimitsReplaced e => this with { Revision = Revision + 1, Limits = e.Limits },
        ShardsGrown e => this with { Revision = Revision + 1, Settings = Settings! with { Growths = Settings.Growths.Add(e.Growth) } },
        ApiKeyCreated e => this with { Revision = Revision + 1, ApiKeys = ApiKeys.Add(e.Key) },
        ApiKeyRevoked e => this with { Revision = Revision + 1, ApiKeys = ApiKeys.RemoveAll(key => key.View.KeyId == e.KeyId) },
        _ => this with { Revision = Revision + 1 },
    };
}
