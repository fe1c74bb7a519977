using System.Collections.Immutable;

namespace FleetActors.Simulation.Traffic;

/// <summary>What a run's traffic is made of.</summary>
/// <param name="Roads">A name that <see cref="ITrafficRoads"/> knows.</param>
/// <param name="Cars">How many there are; they are numbered from 0.</param>
/// <param name="Regions">Into how many grains the roads are divided, at most 64. Does not show in the result.</param>
/// <param name="Threads">How many threads work on a region's second. Does not show either.</param>
[GenerateSerializer, Immutable, Alias("TrafficPlan")]
public sealed record TrafficPlan(
    [property: Id(0)] string Roads, [property: Id(1)] int Cars, [property: Id(2)] int Regions, [property: Id(3)] int Threads = 1);

/// <summary>
/// A run's traffic between two simulated seconds: the state of every region, what they have to tell each other, and what
/// was ordered already. Any number of runs may begin from it, under the same plan and their own names.
/// </summary>
/// <param name="Plan">What it was made of.</param>
/// <param name="Regions">The state of each region.</param>
/// <param name="Orders">What each of them is told next.</param>
/// <param name="Arrived">Trips that ended in the last second.</param>
/// <param name="Charged">Cars that were charged in the last second.</param>
/// <param name="Tallies">What each region has counted.</param>
[GenerateSerializer, Immutable, Alias("TrafficCheckpoint")]
public sealed record TrafficCheckpoint(
    [property: Id(0)] TrafficPlan Plan,
    [property: Id(1)] ImmutableArray<ReadOnlyMemory<byte>> Regions,
    [property: Id(2)] ImmutableArray<RegionOrders> Orders,
    [property: Id(3)] ImmutableArray<CarArrived> Arrived,
    [property: Id(4)] ImmutableArray<CarCharged> Charged,
    [property: Id(5)] ImmutableArray<ReadOnlyMemory<byte>> Tallies);
