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
/// <remarks>
/// A struct, so that an answer is one array. Its alias is not that of what it was before: an old client says that it does not know
/// the type, rather than reading it wrongly.
/// </remarks>
/// <param name="Car">The car as its shard filed it.</param>
/// <param name="DistanceMetres">From the asked place.</param>
[GenerateSerializer, Immutable, Alias("NearbyCar3")]
public readonly record struct NearbyCar([property: Id(0)] CellCar Car, [property: Id(1)] double DistanceMetres)
{
    /// <summary>Which car.</summary>
    public VehicleId Vehicle => Car.Vehicle;

    /// <summary>Its place in its shard.</summary>
    public VehicleHandle Handle => Car.Handle;

    /// <summary>Where it stands.</summary>
    public GeoPoint Position => Car.Position;

    /// <summary>The rental category.</summary>
    public VehicleClass Class => Car.Class;

    /// <summary>Charge or fuel, 0 to 100.</summary>
    public float ChargePercent => Car.ChargePercent;

    /// <summary>How far it comes with that, estimated.</summary>
    public int RangeMetres => Car.RangeMetres;

    /// <summary>The vehicle's revision.</summary>
    public long Revision => Car.Version.Revision;

    /// <summary>When its position was taken.</summary>
    public DateTimeOffset FixAt => Car.Version.FixAt;
}
