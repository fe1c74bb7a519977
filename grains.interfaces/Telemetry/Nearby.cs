using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>Which vehicles are near a place.</summary>
/// <param name="Place">The place.</param>
/// <param name="RadiusMetres">Above 0 and at most <see cref="MaxRadiusMetres"/>.</param>
/// <param name="Limit">At most so many, 1 to <see cref="MaxLimit"/>; the nearest ones.</param>
/// <param name="Status">Only in this state, or null for every state.</param>
/// <param name="Class">Only of this class, or null for every class.</param>
/// <param name="MinChargePercent">Only with at least so much charge or fuel, 0 to 100.</param>
[GenerateSerializer, Immutable, Alias("Nearby")]
public sealed record Nearby(
    [property: Id(0)] GeoPoint Place,
    [property: Id(1)] double RadiusMetres,
    [property: Id(2)] int Limit,
    [property: Id(3)] VehicleStatus? Status,
    [property: Id(4)] VehicleClass? Class,
    [property: Id(5)] float MinChargePercent)
{
    /// <summary>Half the circumference of the Earth.</summary>
    public const double MaxRadiusMetres = 20_040_000;

    /// <summary>The longest answer.</summary>
    public const int MaxLimit = 1_000;
}
