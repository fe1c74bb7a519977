using System.Collections.Immutable;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Cells;

/// <summary>
/// Answers what is near a place or in a rectangle, from at most <see cref="MaxCells"/> cells. Any silo answers, any number of
/// questions at once; cells of the same silo are read without queueing behind what is filed there. Key: the fleet's id.
/// </summary>
[Alias("INearbyGrain")]
public interface INearbyGrain : IGrainWithStringKey
{
    /// <summary>The most cells of one question.</summary>
    const int MaxCells = 4;

    /// <summary>
    /// The nearest available cars that fit, by exact distance, equal distances by id. <see cref="Refusal.Overloaded"/> while a
    /// restarted cell waits for the shards: ask again, or ask the shards.
    /// </summary>
    [Alias("Nearest")] Task<Outcome<ImmutableArray<NearbyCar>>> Nearest(Nearby question, CancellationToken cancellation);
}

/// <summary>A car that was available near a place. Who wants it reserves it; only that confirms.</summary>
/// <param name="Vehicle">Which car.</param>
/// <param name="Handle">Its place in its shard.</param>
/// <param name="Position">Where it stands.</param>
/// <param name="DistanceMetres">From the asked place.</param>
/// <param name="Class">The rental category.</param>
/// <param name="ChargePercent">Charge or fuel, 0 to 100.</param>
/// <param name="RangeMetres">How far it comes with that, estimated.</param>
/// <param name="Revision">The vehicle's revision.</param>
/// <param name="FixAt">When its position was taken.</param>
[GenerateSerializer, Immutable, Alias("NearbyCar")]
public sealed record NearbyCar(
    [property: Id(0)] VehicleId Vehicle,
    [property: Id(1)] VehicleHandle Handle,
    [property: Id(2)] GeoPoint Position,
    [property: Id(3)] double DistanceMetres,
    [property: Id(4)] VehicleClass Class,
    [property: Id(5)] float ChargePercent,
    [property: Id(6)] int RangeMetres,
    [property: Id(7)] long Revision,
    [property: Id(8)] DateTimeOffset FixAt);
