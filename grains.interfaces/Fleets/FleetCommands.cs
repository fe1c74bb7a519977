using System.Collections.Immutable;
using FleetActors.Contracts;

namespace FleetActors.Fleets;

/// <summary>Creates a fleet.</summary>
[GenerateSerializer, Immutable, Alias("CreateFleet")]
public sealed record CreateFleet([property: Id(0)] FleetSettings Settings);

/// <summary>Publishes a tariff; the version in it is ignored, the fleet numbers it.</summary>
[GenerateSerializer, Immutable, Alias("PublishTariff")]
public sealed record PublishTariff([property: Id(0)] Tariff Tariff);

/// <summary>Replaces all service zones; none means that everywhere is served.</summary>
[GenerateSerializer, Immutable, Alias("SetZones")]
public sealed record SetZones([property: Id(0)] ImmutableArray<Zone> Zones);

/// <summary>Splits the shards of a live fleet until there are so many.</summary>
/// <param name="Count">A power of two, at least twice as many as there are, at most <see cref="Telemetry.ShardMap.MaxShards"/>.</param>
[GenerateSerializer, Immutable, Alias("GrowShards")]
public sealed record GrowShards([property: Id(0)] int Count);

/// <summary>Makes an API key.</summary>
/// <param name="Name">Names the caller in every stored event; 1 to 100 characters, unique among the keys in force.</param>
/// <param name="Role">What its bearer may do; not <see cref="Role.System"/>.</param>
[GenerateSerializer, Immutable, Alias("CreateApiKey")]
public sealed record CreateApiKey([property: Id(0)] string Name, [property: Id(1)] Role Role);

/// <summary>Makes an API key useless for ever.</summary>
/// <param name="KeyId">Its public part.</param>
[GenerateSerializer, Immutable, Alias("RevokeApiKey")]
public sealed record RevokeApiKey([property: Id(0)] string KeyId);

/// <summary>The bounds of one fleet's record.</summary>
public static class FleetLimits
{
    /// <summary>The most tariff versions, of all tariffs together.</summary>
    public const int TariffVersions = 1_024;
    /// <summary>The most zones.</summary>
    public const int Zones = 64;
    /// <summary>The most points of all zones together.</summary>
    public const int ZonePoints = 10_000;
    /// <summary>The most API keys in force.</summary>
    public const int ApiKeys = 256;
    /// <summary>The longest name of anything, in characters.</summary>
    public const int NameLength = 100;
}
