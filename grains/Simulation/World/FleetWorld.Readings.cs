namespace FleetActors.Simulation;

/// <content>What telemetry would show.</content>
public sealed partial class FleetWorld
{
    /// <summary>What the car is doing.</summary>
    public CarActivity ActivityOf(int car) => _cars[car].Activity;

    /// <summary>The number of the request the car is reserved for or carries, or −1.</summary>
    public int RequestOf(int car) => _cars[car].Request;

    /// <summary>
    /// The car at a moment not before its latest intent and not after the next: between two calls of <see cref="Next"/>
    /// that is any moment of the step just done. With queues it is the car at the last second that was played.
    /// </summary>
    public CarReading ReadingOf(int car, DateTimeOffset at) => Read(_cars[car], ToMs(at));

    /// <summary>The same for a moment in milliseconds since the start.</summary>
    internal CarReading ReadingAt(int car, long atMs) => Read(_cars[car], atMs);

    /// <summary>Fills one reading for each car from <paramref name="firstCar"/> on, as many as the span takes. Allocates nothing.</summary>
    public void FillReadings(int firstCar, DateTimeOffset at, Span<CarReading> readings)
    {
        var atMs = ToMs(at);
        for (var i = 0; i < readings.Length; i++)
            readings[i] = Read(_cars[firstCar + i], atMs);
    }

    private CarReading Read(SimulatedCar car, long atMs)
    {
        var roads = _scenario.Roads;
        if (car.Route is not { Links.Length: > 0 } route)
        {
            var energyMwh = EnergyAt(car, atMs);
            return new CarReading(roads.Nodes[car.Node], car.HeadingDegrees, 0, (int)(energyMwh * 1_000 / car.BatteryMwh), car.OdometerMm / 1_000);
        }

        var (index, done, whole, speedKmh) = _traffic is { } traffic ? traffic.ProgressOf(car.Index, route) : FreeProgress(route, atMs - car.DepartsAtMs);
        var link = route.Links[index];
        var from = roads.Nodes[roads.LinkFrom[link]];
        var to = roads.Nodes[roads.LinkTo[link]];
        var drivenMm = route.LengthBeforeMm(index) + (long)roads.LinkLengthMm[link] * done / whole;
        return new CarReading(
            new MapPoint(Between(from.LatE7, to.LatE7, done, whole), Between(from.LonE7, to.LonE7, done, whole)),
            roads.LinkHeadingDegrees[link],
            speedKmh,
            (int)Math.Max(0, (car.EnergyMwh - car.EnergyFor(drivenMm)) * 1_000 / car.BatteryMwh),
            (car.OdometerMm + drivenMm) / 1_000);
    }

    private DriveProgress FreeProgress(Route route, long elapsedMs)
    {
        var roads = _scenario.Roads;
        var (index, onLinkMs) = route.At(elapsedMs);
        var link = route.Links[index];
        var isMoving = elapsedMs > 0 && elapsedMs < route.TravelMs;
        return new(index, onLinkMs, roads.LinkTravelMs[link], isMoving ? roads.LinkSpeedKmh(link) : 0);
    }

    private long EnergyAt(SimulatedCar car, long atMs) => car.ChargingSinceMs < 0
        ? car.EnergyMwh
        : Math.Max(car.ChargingFromMwh, Math.Min(ChargeTargetMwh(car), car.ChargingFromMwh + (atMs - car.ChargingSinceMs) * car.ChargePowerW / 3_600));

    private static int Between(int from, int to, int part, int whole) => (int)(from + ((long)to - from) * part / whole);
}
