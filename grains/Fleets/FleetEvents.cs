using System.Collections.Immutable;
using FleetActors.Contracts;

namespace FleetActors.Fleets;

/// <summary>Something that happened to a fleet. Kept inside the cluster: a key's hash is part of it.</summary>
/// <param name="Stamp">When, and by whom.</param>
[GenerateSerializer, Immutable, Alias("FleetEvent")]
public abstract record FleetEvent([property: Id(0)] Stamp Stamp);

/// <summary>The fleet exists.</summary>
[GenerateSerializer, Immutable, Alias("FleetCreated")]
public sealed record FleetCreated([property: Id(0)] FleetSettings Settings, Stamp Stamp) : FleetEvent(Stamp);

/// <summary>A tariff has a new version; it is numbered.</summary>
[GenerateSerializer, Immutable, Alias("TariffPublished")]
public sealed record TariffPublished([property: Id(0)] Tariff Tariff, Stamp Stamp) : FleetEvent(Stamp);

/// <summary>The service zones were replaced.</summary>
[GenerateSerializer, Immutable, Alias("ZonesReplaced")]
public sealed record ZonesReplaced([property: Id(0)] FleetZones Zones, Stamp Stamp) : FleetEvent(Stamp);

/// <summary>What the fleet wants to be told of its cars was replaced.</summary>
[GenerateSerializer, Immutable, Alias("LimitsReplaced")]
public sealed record LimitsReplaced([property: Id(0)] WatchLimits Limits, Stamp Stamp) : FleetEvent(Stamp);

/// <summary>The shards are going to be split until there are more.</summary>
[GenerateSerializer, Immutable, Alias("ShardsGrown")]
public sealed record ShardsGrown([property: Id(0)] ShardGrowth Growth, Stamp Stamp) : FleetEvent(Stamp);

/// <summary>An API key is in force.</summary>
[GenerateSerializer, Immutable, Alias("ApiKeyCreated")]
public sealed record ApiKeyCreated([property: Id(0)] ApiKey Key, Stamp Stamp) : FleetEvent(Stamp);

/// <summary>An API key is no longer in force.</summary>
[GenerateSerializer, Immutable, Alias("ApiKeyRevoked")]
public sealed record ApiKeyRevoked([property: Id(0)] string KeyId, Stamp Stamp) : FleetEvent(Stamp);
