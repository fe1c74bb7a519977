using FleetActors.Cells;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>Which vehicles are near a place.</summary>
/// <param name="Place">The place.</param>
/// <param name="RadiusMetres">Above 0 and at most <see cref="MaxRadiusMetres"/>.</param>
/// <param name="Limit">At most so many, 1 to <see cref="MaxLimit"/>; the nearest ones.</param>
/// <param name="Status">Only in this state, or null for every state.</param>
/// <param name="Class">Only of this class, or null for every class.</param>
/// <param name="MinChargePercent">Only with at least so much charge or fuel, 0 to 100.</param>
/// <param name="MinRangeMetres">Only with at least so much estimated range; 0 for any.</param>
/// <param name="Within">Only inside this rectangle, or null for everywhere.</param>
/// <param name="Zone">Only inside the service zone of this id, or null for everywhere.</param>
[GenerateSerializer, Immutable, Alias("Nearby")]
public sealed record Nearby(
    [property: Id(0)] GeoPoint Place,
    [property: Id(1)] double RadiusMetres,
    [property: Id(2)] int Limit,
    [property: Id(3)] VehicleStatus? Status,
    [property: Id(4)] VehicleClass? Class,
    [property: Id(5)] float MinChargePercent,
    [property: Id(6)] int MinRangeMetres = 0,
    [property: Id(7)] GeoBox? Within = null,
    [property: Id(8)] string? Zone = null)
{
    /// <summary>Half the circumference of the Earth.</summary>
    public const double MaxRadiusMetres = 20_040_000;

    /// <summary>The longest answer.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>What is wrong with it and what would be allowed, or null when it can be asked.</summary>
    public Refused? Problem() => this switch
    {
        { RadiusMetres: not (> 0 and <= MaxRadiusMetres) } => new(Refusal.ValueOutOfRange, $"radius: above 0, at most {MaxRadiusMetres} m"),
        { Limit: < 1 or > MaxLimit } => new(Refusal.ValueOutOfRange, $"limit: 1 to {MaxLimit}"),
        { MinChargePercent: not (>= 0 and <= 100) } => new(Refusal.ValueOutOfRange, "minimum charge: 0 to 100 percent"),
        { MinRangeMetres: < 0 } => new(Refusal.ValueOutOfRange, "minimum range: 0 or more metres"),
        { Within.IsValid: false } => new(Refusal.ValueOutOfRange, "rectangle: south, west, north, east in degrees, south not above north"),
        _ => null,
    };
}
