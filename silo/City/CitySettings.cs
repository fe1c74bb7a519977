namespace FleetActors.Silo.City;

/// <summary>The built-in city.</summary>
/// <param name="Vehicles">Cars, 0 for no city.</param>
/// <param name="Seed">Makes roads, fleet and demand.</param>
public sealed record CitySettings(int Vehicles, long Seed)
{
    /// <summary>Cars unless told otherwise.</summary>
    public const int DefaultVehicles = 10_000;

    /// <summary>The most cars that this first form of the simulation moves in real time.</summary>
    public const int MaxVehicles = 100_000;

    /// <summary>The city's fleet: a live one, by the system clock.</summary>
    public static FleetId Fleet { get; } = new("city");
}
