using System.Globalization;
using System.Text;
using FleetActors.Simulation;

namespace FleetActors.Tests.Simulation;

/// <summary>Plays a world and checks at every intent what must always hold; throws at the first thing that does not.</summary>
internal sealed class WorldWitness : IWorldObserver
{
    private readonly Scenario _scenario;
    private readonly Dictionary<int, int> _carOfRequest = [];
    private readonly Dictionary<int, int> _requestOfCar = [];
    private readonly Dictionary<int, long> _odometers = [];
    private readonly Dictionary<int, long> _toldUntilMs = [];
    private readonly Dictionary<int, long> _queuedSinceMs = [];
    private readonly HashSet<int> _ended = [];
    private readonly long _stepMs;
    private readonly int[] _pluggedIn;
    private readonly StringBuilder _story = new();

    private WorldWitness(Scenario scenario, long stepMs)
    {
        _stepMs = stepMs;
        _scenario = scenario;
        _pluggedIn = new int[scenario.Stations.Length];
    }

    /// <summary>Everything that was wanted, in order.</summary>
    public string Story => _story.ToString();

    public int RequestCount { get; private set; }

    public int ServedCount { get; private set; }

    public int CancelledCount { get; private set; }

    /// <summary>Refuses one intent in eight, decided by its number.</summary>
    public static Func<Intent, Outcome> Moody(int seed) => intent =>
        SimulationRandom.ForStream(seed, (ulong)intent.Sequence + 1_000).Chance(125) ? Outcome.Refused("test.mood") : Outcome.Accepted;

    public static WorldWitness Play(Scenario scenario, Func<Intent, Outcome> judge, TimeSpan? hop = null, long stepMs = 1_000)
    {
        var witness = new WorldWitness(scenario, stepMs);
        var world = new FleetWorld(scenario, witness, stepMs);
        var until = scenario.Start;
        while (!world.IsFinished)
        {
            until = hop is { } length ? until + length : DateTimeOffset.MaxValue;
            while (world.Next(until) is { IsEmpty: false } batch)
            {
                witness.CheckBatch(batch);
                foreach (var intent in batch.Reverse())
                {
                    var outcome = judge(intent);
                    witness.Saw(intent, outcome);
                    world.Report(intent, outcome);
                }
            }
        }

        Holds(witness.RequestCount == witness.ServedCount + witness.CancelledCount, "served + cancelled = requests");
        Holds(witness._carOfRequest.Count == 0, "no reservation is left over");
        Holds(world.OpenRequestCount == 0, "no request is left open");
        var endMs = (long)(world.Now - scenario.Start).TotalMilliseconds;
        Holds(Enumerable.Range(0, world.CarCount).All(car => witness._toldUntilMs[car] == endMs), "every car's time is told to the end");
        return witness;
    }

    public void Requested(int request, TripRequest trip, long atMs) => RequestCount++;

    public void Started(int request, int car, long waitedMs, long atMs) => Holds(waitedMs >= 0, "nobody waits a negative time");

    public void Served(int request, int car, long atMs)
    {
        Holds(_ended.Add(request), "a request ends once");
        ServedCount++;
    }

    public void Cancelled(int request, CancellationReason reason, string refusalCode, long atMs)
    {
        Holds(_ended.Add(request), "a request ends once");
        CancelledCount++;
    }

    public void Drove(int car, DrivePurpose purpose, long lengthMm, long energyMilliwattHours, long atMs) =>
        Holds(lengthMm >= 0 && energyMilliwattHours >= 0, "no drive is negative");

    public void Plugged(int car, int station, long waitedMs, long atMs)
    {
        var sinceMs = atMs - waitedMs;
        // Arrivals within one step of the clock count as one moment.
        Holds(sinceMs >= _queuedSinceMs.GetValueOrDefault(station) - _stepMs, "who came first is charged first");
        _queuedSinceMs[station] = Math.Max(sinceMs, _queuedSinceMs.GetValueOrDefault(station));
    }

    public void Charged(int car, int station, long energyMilliwattHours, long costMicros, long atMs) =>
        Holds(energyMilliwattHours >= 0 && costMicros >= 0, "charging adds energy");

    public void WasIn(int car, CarActivity activity, long fromMs, long toMs)
    {
        Holds(fromMs == _toldUntilMs.GetValueOrDefault(car) && toMs > fromMs, "a car's time is told without gap or overlap");
        _toldUntilMs[car] = toMs;
    }

    private void CheckBatch(IReadOnlyList<Intent> batch)
    {
        var cars = batch.Where(intent => intent.Car >= 0).Select(intent => intent.Car).ToList();
        var requests = batch.Where(intent => intent.Request >= 0).Select(intent => intent.Request).ToList();
        Holds(cars.Distinct().Count() == cars.Count, "a batch wants one thing of a car");
        Holds(requests.Distinct().Count() == requests.Count, "a batch wants one thing for a request");
        Holds(batch.SequenceEqual(batch.OrderBy(intent => (intent.At, intent.Car, intent.Sequence))), "a batch is sorted");
        foreach (var intent in batch)
            _story.Append(CultureInfo.InvariantCulture, $"{intent.Sequence} {intent.At:O} {intent.GetType().Name} {intent.Car} {intent.Request}\n");
    }

    private void Saw(Intent intent, Outcome outcome)
    {
        switch (intent)
        {
            case ReserveCar when outcome.IsAccepted:
                Holds(_requestOfCar.TryAdd(intent.Car, intent.Request), "a car is never in two trips");
                Holds(_carOfRequest.TryAdd(intent.Request, intent.Car), "a request never has two cars");
                break;
            case EndTrip when outcome.IsAccepted:
            case CancelRequest { Car: >= 0 }:
                Holds(_carOfRequest.Remove(intent.Request, out var car) && car == intent.Car, "what ends was reserved");
                Holds(_requestOfCar.Remove(intent.Car), "what ends was reserved");
                break;
            case StartCharging charging when outcome.IsAccepted:
                Holds(++_pluggedIn[charging.Station] <= _scenario.Stations[charging.Station].Plugs, "plugs are never over capacity");
                break;
            case StopCharging charging:
                _pluggedIn[charging.Station]--;
                break;
        }

        if (ReadingOf(intent) is { } reading)
        {
            Holds(reading.ChargePermille is >= 0 and <= 1_000, "charge is from 0 to 1000");
            Holds(reading.OdometerMetres >= _odometers.GetValueOrDefault(intent.Car), "an odometer only grows");
            _odometers[intent.Car] = reading.OdometerMetres;
        }
    }

    private static CarReading? ReadingOf(Intent intent) => intent switch
    {
        StartTrip start => start.Reading,
        PauseTrip pause => pause.Reading,
        ResumeTrip resume => resume.Reading,
        EndTrip end => end.Reading,
        StartCharging start => start.Reading,
        StopCharging stop => stop.Reading,
        _ => null,
    };

    private static void Holds(bool condition, string what)
    {
        if (!condition)
            throw new InvalidOperationException($"It does not hold that {what}.");
    }
}
