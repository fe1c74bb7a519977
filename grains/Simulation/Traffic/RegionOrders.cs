using System.Collections.Immutable;

namespace FleetActors.Simulation.Traffic;

/// <summary>What a region is told for one simulated second.</summary>
/// <param name="FromMs">When the second begins; a region that stands elsewhere in time refuses.</param>
/// <param name="News">What the other regions told after the last second; see <see cref="RegionReport.News"/>.</param>
/// <param name="Placed">Cars put at a node; first of all.</param>
/// <param name="Plugged">Cars plugged in.</param>
/// <param name="Sent">Cars sent on their way, in this order.</param>
[GenerateSerializer, Immutable, Alias("RegionOrders")]
public sealed record RegionOrders(
    [property: Id(0)] int FromMs,
    [property: Id(1)] ImmutableArray<ReadOnlyMemory<byte>> News,
    [property: Id(2)] ImmutableArray<PlaceCar> Placed,
    [property: Id(3)] ImmutableArray<PlugCar> Plugged,
    [property: Id(4)] ImmutableArray<SendCar> Sent);

/// <summary>A car is put at a node of the road network with a charge in joules.</summary>
[GenerateSerializer, Immutable, Alias("PlaceCar")]
public readonly record struct PlaceCar([property: Id(0)] int Car, [property: Id(1)] int Node, [property: Id(2)] int BatteryJ);

/// <summary>A parked car charges with so many watts until it has so many joules.</summary>
[GenerateSerializer, Immutable, Alias("PlugCar")]
public readonly record struct PlugCar([property: Id(0)] int Car, [property: Id(1)] int Watts, [property: Id(2)] int UntilJ);

/// <summary>A car leaves its node over these links, at this time or as soon as there is room.</summary>
[GenerateSerializer, Immutable, Alias("SendCar")]
public readonly record struct SendCar([property: Id(0)] int Car, [property: Id(1)] ImmutableArray<int> Links, [property: Id(2)] int AtMs);
