using System.Collections.Immutable;

namespace FleetActors.Simulation.Traffic;

/// <summary>What happened in a region in one simulated second.</summary>
/// <param name="Arrived">Trips that ended, by time and car.</param>
/// <param name="Charged">Cars that have charged enough, by number.</param>
/// <param name="News">What each region has to know before the next second, by region; empty where there is nothing.</param>
/// <param name="Tallies">The <see cref="Kernel.KernelTallies"/> of the region so far, as they lie in memory.</param>
[GenerateSerializer, Immutable, Alias("RegionReport")]
public sealed record RegionReport(
    [property: Id(0)] ImmutableArray<CarArrived> Arrived,
    [property: Id(1)] ImmutableArray<CarCharged> Charged,
    [property: Id(2)] ImmutableArray<ReadOnlyMemory<byte>> News,
    [property: Id(3)] ReadOnlyMemory<byte> Tallies);

/// <summary>A car at the end of its trip: when, since when, at which link's end, and with how many joules.</summary>
[GenerateSerializer, Immutable, Alias("CarArrived")]
public readonly record struct CarArrived(
    [property: Id(0)] int Car, [property: Id(1)] int AtMs, [property: Id(2)] int StartedMs, [property: Id(3)] int Link, [property: Id(4)] int BatteryJ);

/// <summary>A car that has charged enough, and the node it stands at.</summary>
[GenerateSerializer, Immutable, Alias("CarCharged")]
public readonly record struct CarCharged([property: Id(0)] int Car, [property: Id(1)] int Node, [property: Id(2)] int BatteryJ);
