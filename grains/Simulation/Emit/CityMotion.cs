using System.Collections.Immutable;

namespace FleetActors.Simulation.Emit;

/// <summary>
/// Cars that drive from place to place over real routes of a road network at free-flow speed and stand a while in between.
/// The same roads, fleet and seed move the same way, whoever asks and how often; cars do not slow each other down.
/// </summary>
public sealed class CityMotion : IFleetMotion
{
    private const int ShortestStopMs = 5_000;
    private const int LongestStopMs = 60_000;
    private const int LeastChargePermille = 150;

    private readonly RoadNetwork _roads;
    private readonly ImmutableArray<ScenarioVehicle> _vehicles;
    private readonly Router _router;
    private readonly Drive[] _drives;
    private readonly SimulationRandom[] _chance;

    /// <summary>Every car at its place, each about to leave within a minute.</summary>
    public CityMotion(Scenario scenario)
    {
        (_roads, _vehicles) = (scenario.Roads, scenario.Vehicles);
        _router = new Router(_roads);
        _drives = new Drive[_vehicles.Length];
        _chance = new SimulationRandom[_vehicles.Length];
        Description = $"{scenario.Name}, seed {scenario.Seed}";
        for (var car = 0; car < _drives.Length; car++)
        {
            _chance[car] = SimulationRandom.ForStream(scenario.Seed, 1_000_000ul + (ulong)car);
            // A part of the first trip lies behind it already: otherwise the whole fleet would stand at second 0.
            _drives[car] = NextDrive(car, _vehicles[car].Node, -_chance[car].Below(300_000), 0);
        }
    }

    /// <inheritdoc/>
    public int Count => _drives.Length;

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public string IdOf(int car) => _vehicles[car].Id;

    /// <inheritdoc/>
    public MotionReading Read(int car, long elapsedMs)
    {
        ref var drive = ref _drives[car];
        while (true)
        {
            while (drive.At < drive.Links.Length && elapsedMs >= drive.EnteredMs + _roads.LinkTravelMs[drive.Links[drive.At]])
            {
                drive.EnteredMs += _roads.LinkTravelMs[drive.Links[drive.At]];
                drive.OdometerMm += _roads.LinkLengthMm[drive.Links[drive.At]];
                drive.At++;
            }

            if (drive.At < drive.Links.Length) return OnLink(car, in drive, drive.Links[drive.At], elapsedMs);
            var node = drive.Links.Length == 0 ? drive.From : _roads.LinkTo[drive.Links[^1]];
            if (elapsedMs < drive.LeavesMs) return Standing(car, in drive, node);
            drive = NextDrive(car, node, Math.Max(drive.EnteredMs, drive.LeavesMs), drive.OdometerMm);
        }
    }

    private Drive NextDrive(int car, int from, long startMs, long odometerMm)
    {
        var chance = _chance[car];
        _router.TryFind(from, chance.Below(_roads.NodeCount), out var travelMs, out var links);
        return new Drive
        {
            From = from, Links = links.ToArray(), EnteredMs = startMs, OdometerMm = odometerMm,
            LeavesMs = startMs + (links.Length == 0 ? 0 : travelMs) + chance.Between(ShortestStopMs, LongestStopMs),
        };
    }

    private MotionReading OnLink(int car, in Drive drive, int link, long elapsedMs)
    {
        var (from, to) = (_roads.Nodes[_roads.LinkFrom[link]], _roads.Nodes[_roads.LinkTo[link]]);
        var (onLinkMs, travelMs) = (Math.Max(0, elapsedMs - drive.EnteredMs), _roads.LinkTravelMs[link]);
        var place = new MapPoint(
            from.LatE7 + (int)(((long)to.LatE7 - from.LatE7) * onLinkMs / travelMs),
            from.LonE7 + (int)(((long)to.LonE7 - from.LonE7) * onLinkMs / travelMs));
        var odometerMm = drive.OdometerMm + _roads.LinkLengthMm[link] * onLinkMs / travelMs;
        return new(place, _roads.LinkSpeedKmh(link), _roads.LinkHeadingDegrees[link], ChargeAfter(car, odometerMm), odometerMm / 1_000);
    }

    private MotionReading Standing(int car, in Drive drive, int node) =>
        new(_roads.Nodes[node], 0, drive.Links.Length == 0 ? 0 : _roads.LinkHeadingDegrees[drive.Links[^1]], ChargeAfter(car, drive.OdometerMm), drive.OdometerMm / 1_000);

    /// <summary>Falls with the distance; an empty car is charged at its next stop, which is left out of the motion.</summary>
    private int ChargeAfter(int car, long odometerMm)
    {
        var vehicle = _vehicles[car];
        var usedPermille = odometerMm / 1_000 * vehicle.Model.WhPerKm / vehicle.Model.BatteryWh;
        var range = Math.Max(1, vehicle.ChargePermille - LeastChargePermille);
        return (int)(vehicle.ChargePermille - usedPermille % range);
    }

    private struct Drive
    {
        public int From;
        public int[] Links;
        public int At;
        public long EnteredMs;
        public long LeavesMs;
        public long OdometerMm;
    }
}
