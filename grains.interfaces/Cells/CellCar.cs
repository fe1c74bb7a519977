using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Cells;

/// <summary>An available car as its shard files it in cells.</summary>
/// <param name="Vehicle">Which car.</param>
/// <param name="Handle">Its place in its shard.</param>
/// <param name="Position">Where it stands; at most <see cref="FilingLimits.StillMetres"/> off its latest fix.</param>
/// <param name="Class">The rental category.</param>
/// <param name="ChargePercent">Charge or fuel, 0 to 100.</param>
/// <param name="RangeMetres">How far it comes with that, estimated.</param>
/// <param name="Version">Of what: a cell ignores older ones.</param>
[GenerateSerializer, Immutable, Alias("CellCar2")]
public readonly record struct CellCar(
    [property: Id(0)] VehicleId Vehicle,
    [property: Id(1)] VehicleHandle Handle,
    [property: Id(2)] GeoPoint Position,
    [property: Id(3)] VehicleClass Class,
    [property: Id(4)] float ChargePercent,
    [property: Id(5)] int RangeMetres,
    [property: Id(6)] CarVersion Version);

/// <summary>A car that is no longer available in a cell.</summary>
/// <param name="Vehicle">Which car.</param>
/// <param name="Version">Of what: a cell ignores older ones.</param>
/// <param name="Handle">Its place in its shard; the default from earlier versions.</param>
[GenerateSerializer, Immutable, Alias("GoneCar")]
public readonly record struct GoneCar(
    [property: Id(0)] VehicleId Vehicle,
    [property: Id(1)] CarVersion Version,
    [property: Id(2)] VehicleHandle Handle);

/// <summary>How new a filing is: by the vehicle's revision, then by its fix.</summary>
/// <param name="Revision">The vehicle's revision.</param>
/// <param name="FixAt">When the fix was taken.</param>
[GenerateSerializer, Immutable, Alias("CarVersion")]
public readonly record struct CarVersion(
    [property: Id(0)] long Revision,
    [property: Id(1)] DateTimeOffset FixAt) : IComparable<CarVersion>
{
    /// <inheritdoc/>
    public int CompareTo(CarVersion other) =>
        Revision != other.Revision ? Revision.CompareTo(other.Revision) : FixAt.CompareTo(other.FixAt);

    /// <summary>Whether this is older.</summary>
    public static bool operator <(CarVersion one, CarVersion other) => one.CompareTo(other) < 0;

    /// <summary>Whether this is newer.</summary>
    public static bool operator >(CarVersion one, CarVersion other) => one.CompareTo(other) > 0;

    /// <summary>Whether this is not newer.</summary>
    public static bool operator <=(CarVersion one, CarVersion other) => one.CompareTo(other) <= 0;

    /// <summary>Whether this is not older.</summary>
    public static bool operator >=(CarVersion one, CarVersion other) => one.CompareTo(other) >= 0;
}

/// <summary>What a fix must change for its car to be filed anew, and how much is filed at once.</summary>
public static class FilingLimits
{
    /// <summary>The noise of a standing car's receiver is not filed, in metres.</summary>
    public const double StillMetres = 5;

    /// <summary>A change of charge or fuel below this is not filed, in percent.</summary>
    public const float ChargeStepPercent = 1;

    /// <summary>The most cars of one message: no more than fit into memory that every collection gives back.</summary>
    public const int MaxCars = 800;
}
