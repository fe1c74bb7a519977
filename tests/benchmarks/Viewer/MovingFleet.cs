using System.Collections.Immutable;
using System.Globalization;
using FleetActors.Sdk;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Benchmarks.Viewer;

/// <summary>Cars that drive about a region, in the shards of a silo: their fixes go the way of any others.</summary>
public sealed class MovingFleet
{
    /// <summary>The region: south, in degrees.</summary>
    public const double South = 52;

    /// <summary>The region: west, in degrees.</summary>
    public const double West = 12.5;

    /// <summary>The region: north, in degrees.</summary>
    public const double North = 53;

    /// <summary>The region: east, in degrees.</summary>
    public const double East = 14.5;

    private const double StepDegrees = 0.0003;
    private readonly FleetHandle _fleet;
    private readonly TimeProvider _clock;
    private readonly double[] _latitudes;
    private readonly double[] _longitudes;
    private readonly ushort[] _headings;
    private readonly Random _chance = new(5);

    /// <summary>So many cars, denser towards the middle.</summary>
    public MovingFleet(FleetHandle fleet, TimeProvider clock, int cars)
    {
        (_fleet, _clock) = (fleet, clock);
        (_latitudes, _longitudes, _headings) = (new double[cars], new double[cars], new ushort[cars]);
        for (var car = 0; car < cars; car++)
        {
            _latitudes[car] = South + (North - South) * Middling();
            _longitudes[car] = West + (East - West) * Middling();
            _headings[car] = (ushort)_chance.Next(360);
        }
    }

    /// <summary>How many cars there are.</summary>
    public int Count => _latitudes.Length;

    /// <summary>Registers all cars, most of them on a trip, and sends a first fix of each.</summary>
    public async Task Prepare(IGrainFactory grains, ShardMap shards, CancellationToken cancellation)
    {
        var stamp = new Stamp(_clock.GetUtcNow(), new Caller("benchmark", Role.Operator));
        foreach (var some in Enumerable.Range(0, Count).Chunk(65_536))
            await _fleet.Vehicles.Register([.. some.Select(Registration)], stamp, cancellation);
        foreach (var some in Enumerable.Range(0, Count).GroupBy(car => shards.Of(Id(car))))
        {
            var changes = some.Select(car => new VehicleChange(Id(car), 1, new(Status(car), VehicleClass.Compact, true, 0))).ToImmutableArray();
            await grains.GetGrain<IVehicleShardGrain>(new ShardKey(_fleet.Id, some.Key).ToString()).Changed(changes, cancellation);
        }
        await Move(0, Count, cancellation);
    }

    /// <summary>Moves cars a step and sends their fixes.</summary>
    public async Task Move(int first, int count, CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        foreach (var some in Enumerable.Range(first, count).Select(car => car % Count).Chunk(65_536))
            await _fleet.Vehicles.Apply([.. some.Select(car => new VehicleFix(Id(car), Step(car, now)))], cancellation);
    }

    private Fix Step(int car, DateTimeOffset now)
    {
        var (sin, cos) = Math.SinCos(_headings[car] * Math.PI / 180);
        if (_latitudes[car] + cos * StepDegrees is < South or > North || _longitudes[car] + sin * StepDegrees is < West or > East)
            _headings[car] = (ushort)((_headings[car] + 180) % 360);
        else
            (_latitudes[car], _longitudes[car]) = (_latitudes[car] + cos * StepDegrees, _longitudes[car] + sin * StepDegrees);
        return new(now, new(_latitudes[car], _longitudes[car]), 40, _headings[car], 70, 0);
    }

    private double Middling() => (_chance.NextDouble() + _chance.NextDouble() + _chance.NextDouble()) / 3;

    private static VehicleStatus Status(int car) => (car % 10) switch
    {
        0 => VehicleStatus.Available,
        1 => VehicleStatus.Reserved,
        2 => VehicleStatus.Paused,
        _ => VehicleStatus.OnTrip,
    };

    private static VehicleRegistration Registration(int car) => new(
        Id(car), string.Create(CultureInfo.InvariantCulture, $"VEWR{car:D13}"), string.Create(CultureInfo.InvariantCulture, $"B-FA {car}"), "Volkswagen", "ID.3", VehicleClass.Compact, Propulsion.Electric, 58_000, 0, 5, 0);

    private static VehicleId Id(int car) => new(string.Create(CultureInfo.InvariantCulture, $"v{car}"));
}
