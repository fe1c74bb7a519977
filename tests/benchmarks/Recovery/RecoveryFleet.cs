using System.Collections.Immutable;
using System.Globalization;
using FleetActors.Benchmarks.Telemetry;
using FleetActors.Cells;
using FleetActors.Sdk;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Benchmarks.Recovery;

/// <summary>
/// What was done to the cars of <see cref="BenchmarkCars"/>, and so what a restarted silo must know of them: some on a trip, some used
/// before and at rest, the others never touched; all with a fix.
/// </summary>
internal sealed class RecoveryFleet(int cars, int rented, int used, DateTimeOffset start)
{
    private const int AtOnce = 512;
    private const int Places = 16;
    private const int Nearest = 10;
    private const double RadiusMetres = 400;
    private const float UsedCharge = 61;

    /// <summary>A record of a whole state and two entries after it.</summary>
    private const long UsedWrites = 3;

    private static readonly Caller Caller = new("benchmark", Role.Operator);
    private int _round;

    /// <summary>Cars that were used and are available again.</summary>
    public IEnumerable<int> Used => Enumerable.Range(0, used).Select(n => (int)((long)n * cars / used)).Where(car => !IsRented(car));

    /// <summary>Cars on a trip.</summary>
    public IEnumerable<int> Rented => Enumerable.Range(0, rented).Select(n => (int)((long)n * cars / rented));

    private bool IsRented(int car) => rented > 0 && (int)((car * (long)rented + cars - 1) / cars * cars / rented) == car;

    /// <summary>Gives cars a record: what follows a reading that matters.</summary>
    public Task UseAsync(IGrainFactory grains, IEnumerable<int> some, CancellationToken cancellation) => EachAsync(some, async (car, token) =>
    {
        for (var above = UsedWrites - 1; above >= 0; above--)
            _ = (await Vehicle(grains, car).ReportReadings(new(UsedCharge + above, null, null, new(start, Caller)), token)).Accepted;
    }, cancellation);

    /// <summary>Sends cars on trips.</summary>
    public Task RentAsync(IGrainFactory grains, CancellationToken cancellation) => EachAsync(Rented, async (car, token) =>
    {
        var contract = new ContractId(string.Create(CultureInfo.InvariantCulture, $"r{car}"));
        _ = (await Vehicle(grains, car).Hold(new(contract, 1, DateTimeOffset.MaxValue, null, default, new(start, Caller)), token)).Accepted;
        _ = (await Vehicle(grains, car).Start(new(contract, 1, new(start, Caller)), token)).Accepted;
    }, cancellation);

    /// <summary>Sends a fix of every car and waits until all are durable.</summary>
    public async Task DriveAsync(FleetHandle fleet, CancellationToken cancellation)
    {
        _round++;
        await using var writer = await TelemetryWriter.OpenAsync(fleet, cancellation: cancellation);
        var opened = await writer.OpenAsync([.. Enumerable.Range(0, cars).Select(BenchmarkCars.Id)], cancellation);
        for (var car = 0; car < cars; car++) await writer.WriteAsync(opened[car]!, FixLoad.FixOf(car, _round, start), cancellation);
        await writer.FlushAsync(cancellation);
        if (writer.Counters.Applied != cars) throw new InvalidOperationException($"Not every fix was applied: {writer.Counters}");
        await Task.Delay(2 * new TelemetryOptions().SnapshotEvery, cancellation);
    }

    /// <summary>What is wrong with the shards' counts and some thousand of their cars, or null.</summary>
    public async Task<string?> CheckShardsAsync(FleetHandle fleet, ImmutableArray<ShardCounts> counts, CancellationToken cancellation)
    {
        var (vehicles, onTrip, withFix) = (counts.Sum(shard => shard.Vehicles), counts.Sum(shard => shard.ByStatus[(int)VehicleStatus.OnTrip]), counts.Sum(shard => shard.WithFix));
        if ((vehicles, onTrip, withFix) != (cars, rented, cars)) return $"{vehicles} cars, {onTrip} on a trip, {withFix} with a fix";
        var wrong = new List<string>();
        var sample = Enumerable.Range(0, cars).Where(car => car % Math.Max(1, cars / 3_000) == 0).Concat(Rented.Take(1_000)).Concat(Used.Take(1_000)).Distinct();
        var usedCars = Used.ToHashSet();
        await EachAsync(sample, async (car, token) =>
        {
            var seen = await fleet.Vehicles.Sighting(BenchmarkCars.Id(car), token);
            var expected = IsRented(car) ? (VehicleStatus.OnTrip, 2L) : (VehicleStatus.Available, usedCars.Contains(car) ? UsedWrites : 0L);
            if (seen is null || (seen.Summary.Status, seen.Revision) != expected || seen.Registration != BenchmarkCars.Registration(car)
                || new PackedFix(seen.Fix!.Value) != new PackedFix(FixLoad.FixOf(car, _round, start)))
            {
                lock (wrong) wrong.Add($"car {car} is {seen}, not {expected}");
            }
        }, cancellation);
        return wrong.FirstOrDefault();
    }

    /// <summary>Asks what is near some places until each answer is complete, as all cars say.</summary>
    public async Task UntilNearIsCompleteAsync(FleetHandle fleet, CancellationToken cancellation)
    {
        for (var place = 0; place < Places; place++)
        {
            var at = FixLoad.FixOf((int)((long)place * cars / Places), 0, start).Position;
            var question = new Nearby(new(at.Latitude + 0.0003, at.Longitude + 0.0002), RadiusMetres, Nearest, VehicleStatus.Available, null, 0);
            var expected = Expected(question);
            while (true)
            {
                var answer = await fleet.Vehicles.Nearest(question, cancellation);
                if (answer.IsAccepted && answer.Accepted.Select(car => car.Vehicle).ToHashSet().SetEquals(expected)) break;
                await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation);
            }
        }
    }

    private HashSet<VehicleId> Expected(Nearby question) => [.. Enumerable.Range(0, cars)
        .Where(car => !IsRented(car))
        .Select(car => (Car: car, FixLoad.FixOf(car, _round, start).Position))
        .Where(car => Math.Abs(car.Position.Latitude - question.Place.Latitude) < 0.01)
        .Select(car => (car.Car, Metres: GreatCircle.Metres(question.Place, car.Position)))
        .Where(car => car.Metres <= question.RadiusMetres)
        .OrderBy(car => car.Metres).Take(question.Limit)
        .Select(car => BenchmarkCars.Id(car.Car))];

    private static IVehicleGrain Vehicle(IGrainFactory grains, int car) =>
        grains.GetGrain<IVehicleGrain>(new VehicleKey(BenchmarkCars.Fleet, BenchmarkCars.Id(car)).ToString());

    private static Task EachAsync(IEnumerable<int> some, Func<int, CancellationToken, ValueTask> act, CancellationToken cancellation) =>
        Parallel.ForEachAsync(some, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, act);
}
