using System.Collections.Immutable;
using System.Globalization;
using FleetActors.Cells;
using FleetActors.Sdk;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Benchmarks.Nearest;

/// <summary>
/// A fleet around a city, of which a tenth is available, and what is known of each car: where it is, whether it is available,
/// and since when that is certain. Its own brute force says what a question must find.
/// </summary>
public sealed class NearestFleet
{
    /// <summary>How long a change may take to show in the cells; a car is left out of the comparison until then.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(2);

    /// <summary>Between two fixes of a car, so that none of its steps is impossibly fast.</summary>
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(120);

    private const double SizeDegrees = 1.2;
    private static readonly GeoPoint Centre = new(52.5, 13.5);

    private readonly FleetHandle _fleet;
    private readonly IGrainFactory _grains;
    private readonly ShardMap _shards;
    private readonly TimeProvider _clock;
    private readonly GeoPoint[] _places;
    private readonly bool[] _isAvailable;
    private readonly long[] _revisions;
    private readonly long[] _changedAt;
    private readonly DateTimeOffset _start;
    private readonly Random _chance;
    private int _round;

    /// <summary>The same cars in the same places for the same seed.</summary>
    public NearestFleet(FleetHandle fleet, IGrainFactory grains, int shards, TimeProvider clock, int cars, int available, int seed)
    {
        (_fleet, _grains, _shards, _clock) = (fleet, grains, new(shards), clock);
        _start = clock.GetUtcNow().AddDays(-200); // fixes of later rounds must still lie in the past, and a round of 5 ms is two minutes of theirs
        _chance = new Random(seed);
        _places = new GeoPoint[cars];
        (_isAvailable, _revisions, _changedAt) = (new bool[cars], new long[cars], new long[cars]);
        for (var car = 0; car < cars; car++)
        {
            _places[car] = SomePlace(_chance);
            _isAvailable[car] = car < available;
            _changedAt[car] = long.MinValue;
        }
    }

    /// <summary>So many cars, the first ones, come, go and move; the others stay as they are.</summary>
    private int ComeAndGo => _places.Length / 5;

    /// <summary>How many cars are available now.</summary>
    public int Available => _isAvailable.Count(available => available);

    /// <summary>A place where somebody may stand: denser in the middle, as the cars are.</summary>
    public static GeoPoint SomePlace(Random chance) => AsKept(
        Centre.Latitude + (chance.NextDouble() + chance.NextDouble() + chance.NextDouble() - 1.5) / 1.5 * SizeDegrees / 2,
        Centre.Longitude + (chance.NextDouble() + chance.NextDouble() + chance.NextDouble() - 1.5) / 1.5 * SizeDegrees);

    /// <summary>Registers all cars; those that are not available are on a trip. Those that come and go later were on offer before, as an operator's cars are.</summary>
    public async Task Prepare(CancellationToken cancellation)
    {
        var vehicles = _fleet.Vehicles;
        var stamp = new Stamp(_start, new Caller("benchmark", Role.Operator));
        foreach (var some in Enumerable.Range(0, _places.Length).Chunk(65_536))
        {
            var outcomes = await vehicles.Register([.. some.Select(Registration)], stamp, cancellation);
            if (outcomes.FirstOrDefault(outcome => !outcome.IsAccepted) is { Refused: { } refused }) throw new InvalidOperationException($"{refused}");
        }
        await TellOnTrip(Enumerable.Range(ComeAndGo, _places.Length - ComeAndGo), cancellation);
        foreach (var some in Enumerable.Range(0, _places.Length).Chunk(65_536))
        {
            var receipt = (await vehicles.Apply([.. some.Select(car => Fix(car, 0))], cancellation)).Accepted;
            if (receipt.Applied != some.Length) throw new InvalidOperationException($"{receipt}");
        }
        await TellOnTrip(Enumerable.Range(0, ComeAndGo), cancellation);
    }

    /// <summary>Changes some cars: available ones go or move far, others come; half as many available ones move a short way besides.</summary>
    public async Task Change(int cars, CancellationToken cancellation)
    {
        _round++;
        var picked = new HashSet<int>();
        var moved = ImmutableArray.CreateBuilder<VehicleFix>();
        for (var n = 0; n < cars; n++)
        {
            var car = _chance.Next(ComeAndGo);
            if (!picked.Add(car)) continue; // two fixes of the same second would be one too many
            Volatile.Write(ref _changedAt[car], _clock.GetTimestamp());
            if (_chance.Next(2) == 0)
            {
                _isAvailable[car] = !_isAvailable[car];
                await Tell(car, _isAvailable[car] ? VehicleStatus.Available : VehicleStatus.OnTrip, cancellation);
            }
            else
            {
                _places[car] = Step(_places[car], degrees: 0.1);
                moved.Add(Fix(car, _round));
            }
            Volatile.Write(ref _changedAt[car], _clock.GetTimestamp());
        }
        for (var n = 0; n < cars / 2; n++)
        {
            var car = _chance.Next(ComeAndGo);
            if (!_isAvailable[car] || !picked.Add(car)) continue;
            Volatile.Write(ref _changedAt[car], _clock.GetTimestamp());
            var place = Step(_places[car], degrees: 0.002);
            if (GreatCircle.Metres(_places[car], place) < 2 * FilingLimits.StillMetres) continue; // less need not be filed
            _places[car] = place;
            moved.Add(Fix(car, _round));
        }
        var receipt = (await _fleet.Vehicles.Apply(moved.ToImmutable(), cancellation)).Accepted;
        if (receipt.Applied != moved.Count) throw new InvalidOperationException($"{receipt}");
        foreach (var fix in moved) Volatile.Write(ref _changedAt[Number(fix.Vehicle)], _clock.GetTimestamp());
    }

    /// <summary>What is wrong with an answer, or null. Cars that have just changed may be there or not.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="askedAt">The timestamp before it was asked.</param>
    /// <param name="found">The answer.</param>
    public string? Check(Nearby question, long askedAt, ImmutableArray<NearbyCar> found)
    {
        var settled = askedAt - (long)(SettleTime.TotalSeconds * _clock.TimestampFrequency);
        bool IsCertain(int car) => Volatile.Read(ref _changedAt[car]) < settled;
        var last = (Metres: -1.0, Id: "");
        foreach (var car in found)
        {
            if ((car.DistanceMetres, car.Vehicle.Value).CompareTo(last) <= 0) return $"{car.Vehicle} is out of order";
            last = (car.DistanceMetres, car.Vehicle.Value);
            var number = Number(car.Vehicle);
            if (IsCertain(number) && !_isAvailable[number]) return $"{car.Vehicle} is not available";
            if (IsCertain(number) && GreatCircle.Metres(question.Place, _places[number]) != car.DistanceMetres) return $"{car.Vehicle} is elsewhere";
        }
        var reach = found.Length == question.Limit ? found[^1].DistanceMetres : question.RadiusMetres;
        var there = found.Select(car => Number(car.Vehicle)).ToHashSet();
        for (var car = 0; car < _places.Length; car++)
        {
            if (!_isAvailable[car] || there.Contains(car) || Math.Abs(_places[car].Latitude - question.Place.Latitude) > 1) continue;
            if (GreatCircle.Metres(question.Place, _places[car]) < reach && IsCertain(car)) return $"v{car} is missing";
        }
        return null;
    }

    private GeoPoint Step(GeoPoint from, double degrees) =>
        AsKept(from.Latitude + (_chance.NextDouble() - 0.5) * degrees, from.Longitude + (_chance.NextDouble() - 0.5) * degrees);

    /// <summary>Those of some cars that are not available are on a trip; shards hear it a thousand cars at a time.</summary>
    private async Task TellOnTrip(IEnumerable<int> cars, CancellationToken cancellation)
    {
        foreach (var some in cars.Where(car => !_isAvailable[car]).Chunk(65_536))
        {
            await Task.WhenAll(some.GroupBy(car => _shards.KeyOf(_fleet.Id, Id(car)))
                .Select(shard => Tell(shard.Key, [.. shard.Select(car => Change(car, VehicleStatus.OnTrip))], cancellation)));
        }
    }

    private Task Tell(int car, VehicleStatus status, CancellationToken cancellation) =>
        Tell(_shards.KeyOf(_fleet.Id, Id(car)), [Change(car, status)], cancellation);

    private Task Tell(string shard, ImmutableArray<VehicleChange> changes, CancellationToken cancellation) =>
        _grains.GetGrain<IVehicleShardGrain>(shard).Changed(changes, cancellation);

    private VehicleChange Change(int car, VehicleStatus status) => new(Id(car), ++_revisions[car], new(status, VehicleClass.Compact, true, 0));

    private VehicleFix Fix(int car, int round) => new(Id(car), new(_start + round * RoundTime, _places[car], 0, 0, 80, 0));

    /// <summary>A place as shards keep it.</summary>
    private static GeoPoint AsKept(double latitude, double longitude) =>
        new(Math.Round(latitude * PackedFix.StepsPerDegree) / PackedFix.StepsPerDegree, Math.Round(longitude * PackedFix.StepsPerDegree) / PackedFix.StepsPerDegree);

    private static VehicleRegistration Registration(int car) => new(
        Id(car), string.Create(CultureInfo.InvariantCulture, $"NEAR{car:D13}"), string.Create(CultureInfo.InvariantCulture, $"B-FA {car}"), "Volkswagen", "ID.3", VehicleClass.Compact, Propulsion.Electric, 58_000, 0, 5, 0);

    private static VehicleId Id(int car) => new(string.Create(CultureInfo.InvariantCulture, $"v{car}"));

    private static int Number(VehicleId id) => int.Parse(id.Value.AsSpan(1), CultureInfo.InvariantCulture);
}
