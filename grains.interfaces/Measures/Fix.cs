namespace FleetActors;

/// <summary>One telemetry sample of a vehicle (GNSS fix with readings). The COVESA VSS path of each reading is named.</summary>
/// <param name="At">When it was taken, by the device's clock.</param>
/// <param name="Position">Vehicle.CurrentLocation.</param>
/// <param name="SpeedKmh">Vehicle.Speed, 0 to 500 km/h.</param>
/// <param name="HeadingDegrees">Vehicle.CurrentLocation.Heading, 0 to 360, clockwise from north.</param>
/// <param name="ChargePercent">State of charge or fuel level, 0 to 100.</param>
/// <param name="OdometerMetres">Vehicle.TraveledDistance, in metres; never decreases.</param>
[GenerateSerializer, Immutable, Alias("Fix")]
public readonly record struct Fix(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] GeoPoint Position,
    [property: Id(2)] float SpeedKmh,
    [property: Id(3)] float HeadingDegrees,
    [property: Id(4)] float ChargePercent,
    [property: Id(5)] long OdometerMetres)
{
    /// <summary>Above this speed a car counts as moving; below it GNSS noise is larger than the motion. In km/h.</summary>
    public const float StandstillKmh = 3f;

    /// <summary>Whether the car stands still.</summary>
    public bool IsStandingStill => SpeedKmh <= StandstillKmh;
}
