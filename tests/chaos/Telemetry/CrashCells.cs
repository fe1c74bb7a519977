using System.Diagnostics;
using System.Globalization;
using FleetActors.Cells;
using FleetActors.Sdk;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Chaos;

/// <summary>
/// Takes cars off the offer and puts them back while the silo is killed, and compares afterwards what cells of every level
/// answer with what the shards and the vehicles' own records say.
/// </summary>
public sealed class CrashCells(FleetHandle fleet, Random random, TimeProvider clock)
{
    private const int CarsOfBox = 500;
    private const double NorthDegrees = 0.4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>How far a rectangle reaches beyond the cars: it touches cells of the finest, the middle, the widest level.</summary>
    private static readonly double[] ReachesDegrees = [0.01, 2, 30];

    private readonly Dictionary<int, VehicleStatus?> _told = [];

    /// <summary>Changes that were acknowledged so far.</summary>
    public int Changes { get; private set; }

    /// <summary>Changes cars one after the other until told to stop.</summary>
    public async Task ChangeAsync(int cars, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                stop.ThrowIfCancellationRequested();
                var car = random.Next(cars);
                var isOut = _told.GetValueOrDefault(car, VehicleStatus.Available) == VehicleStatus.OutOfService;
                var vehicle = fleet.Vehicle(CrashFleet.Id(car));
                _told[car] = null; // not known until it is answered
                var result = isOut
                    ? await vehicle.ReturnToService(cancellation: stop)
                    : await vehicle.TakeOutOfService(ServiceReason.Operator, cancellation: stop);
                if (!result.IsAccepted) continue;
                _told[car] = isOut ? VehicleStatus.Available : VehicleStatus.OutOfService;
                Changes++;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The round is over.
        }
    }

    /// <summary>Looks until cells, shards and records agree or patience ends; answers how many cars are wrong.</summary>
    public async Task<int> CheckAsync(int cars, int kill, TextWriter output, CancellationToken cancellation)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            var wrong = new Wrong(cars, 0, 0, 0, 0);
            try
            {
                wrong = await CountAsync(cars, cancellation);
            }
            catch (Exception failure) when (failure is not OperationCanceledException && since.Elapsed < Patience)
            {
                // The silo has just started, and answers soon.
            }
            if (wrong.All > 0 && since.Elapsed < Patience)
            {
                await Task.Delay(Pause, clock, cancellation);
                continue;
            }
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"kill {kill,3}: {wrong.OnOffer:N0} cars on offer; {wrong.Missing} missing from cells, {wrong.TooMany} there that are not available, {wrong.Elsewhere} filed elsewhere, {wrong.Forgotten} with a state that was not the acknowledged one, after {since.Elapsed.TotalSeconds:F1} s"));
            return wrong.All;
        }
    }

    private async Task<Wrong> CountAsync(int cars, CancellationToken cancellation)
    {
        var onOffer = new Dictionary<VehicleId, GeoPoint>();
        var forgotten = 0;
        for ((int, int)? next = (0, 0); next is { } from;)
        {
            var (page, then) = await fleet.Vehicles.Page(from, 1_024, cancellation);
            next = then;
            foreach (var car in page)
            {
                if (car is { Summary.Status: VehicleStatus.Available, Fix: { } fix }) onOffer[car.Registration.Id] = fix.Position;
                if (await IsForgottenAsync(car, cancellation)) forgotten++;
            }
        }
        var (missing, tooMany, elsewhere) = (0, 0, 0);
        foreach (var reach in ReachesDegrees)
        {
            var filed = await FiledAsync(cars, reach, cancellation);
            missing += onOffer.Keys.Count(car => !filed.ContainsKey(car));
            tooMany += filed.Keys.Count(car => !onOffer.ContainsKey(car));
            elsewhere += filed.Count(car => onOffer.TryGetValue(car.Key, out var place) && GreatCircle.Metres(place, car.Value) > FilingLimits.StillMetres);
        }
        return new(missing, tooMany, elsewhere, forgotten, onOffer.Count);
    }

    /// <summary>Whether a car that was changed has another state than was acknowledged, or another one in its shard than in its record.</summary>
    private async Task<bool> IsForgottenAsync(VehicleSighting car, CancellationToken cancellation)
    {
        var number = CrashFleet.NumberOf(car.Registration.Id);
        if (!_told.TryGetValue(number, out var told)) return false;
        var status = (await fleet.Vehicle(car.Registration.Id).View(clock.GetUtcNow(), cancellation)).Accepted.Status;
        _told[number] = told ?? status;
        return status != _told[number] || status != car.Summary.Status;
    }

    /// <summary>What cells answer, box by box from west to east.</summary>
    private async Task<Dictionary<VehicleId, GeoPoint>> FiledAsync(int cars, double reachDegrees, CancellationToken cancellation)
    {
        var filed = new Dictionary<VehicleId, GeoPoint>();
        for (var first = 0; first < cars; first += CarsOfBox)
        {
            var (west, east) = (Border(first), Border(first + CarsOfBox));
            var box = new GeoBox(CrashFleet.Latitude - reachDegrees, west, CrashFleet.Latitude + NorthDegrees + reachDegrees, east);
            var answer = await fleet.Vehicles.Nearest(
                new(new(CrashFleet.Latitude, west), Nearby.MaxRadiusMetres, Nearby.MaxLimit, VehicleStatus.Available, null, 0, Within: box), cancellation);
            foreach (var car in answer.Accepted) filed[car.Vehicle] = car.Position;
        }
        return filed;

        static double Border(int car) => CrashFleet.LongitudeOf(car) - 0.5 / PackedFix.StepsPerDegree;
    }

    private sealed record Wrong(int Missing, int TooMany, int Elsewhere, int Forgotten, int OnOffer)
    {
        public int All => Missing + TooMany + Elsewhere + Forgotten;
    }
}
