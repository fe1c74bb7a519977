using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>
/// The simulated world of a scenario: cars that drive, customers who come and go, stations with queues. It decides nothing
/// that the fleet's rules decide. Instead it hands out <see cref="Intent"/>s and goes on from what became of them:
/// <code>
/// while (!world.IsFinished)
///     foreach (var intent in world.Next(until))   // empty: the clock has reached until
///         world.Report(intent, outcome);
/// </code>
/// What happens depends on the scenario, its seed, the outcomes and the step only, not on how often or how far
/// <see cref="Next"/> is asked to go. One caller at a time.
/// </summary>
public sealed partial class FleetWorld : IDisposable
{
    private readonly Scenario _scenario;
    private readonly FleetPolicies _policies;
    private readonly Router _router;
    private readonly IWorldObserver _observer;
    private readonly SimulatedCar[] _cars;
    private readonly FreeCars _free;
    private readonly NearestCarSearch _search;
    private readonly RoadTraffic? _traffic;
    private readonly StationPlugs[] _stations;
    private readonly Dictionary<int, OpenRequest> _open = [];
    private readonly CustomerPool _customers = new();
    private readonly PriorityQueue<WorldEvent, EventOrder> _events = new();
    private readonly IEnumerator<TripRequest> _demand;
    private readonly List<Intent> _batch = [];
    private readonly Dictionary<long, Outcome> _outcomes = [];
    private readonly long _stepMs;
    private readonly long _endMs;
    private TripRequest? _nextRequest;
    private long _nowMs;
    private long _windowEndMs;
    private long _intentSequence;
    private long _eventSequence;
    private int _requestCount;

    /// <summary>Sets the world up at the scenario's start.</summary>
    /// <param name="scenario">What to play.</param>
    /// <param name="observer">Hears what happens, or null for nobody.</param>
    /// <param name="stepMs">The clock's step: intents of one step may come in one batch. Longer steps make larger batches and let cars answer later.</param>
    public FleetWorld(Scenario scenario, IWorldObserver? observer = null, long stepMs = 1_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepMs);
        if (scenario.Policies.ChargeToPermille <= scenario.Policies.ChargeBelowPermille)
            throw new ArgumentException("Charging must end above the level at which it begins.", nameof(scenario));
        if (scenario.Traffic == TrafficMode.Queues && scenario.End - scenario.Start > TrafficModes.LongestWithQueues)
            throw new ArgumentException("The scenario is too long for its traffic.", nameof(scenario));
        _scenario = scenario;
        _policies = scenario.Policies;
        _observer = observer ?? DeafObserver.Instance;
        _stepMs = stepMs;
        _endMs = ToMs(scenario.End);
        _router = new Router(scenario.Roads);
        _free = new FreeCars(scenario.Roads.NodeCount);
        _search = new NearestCarSearch(scenario.Roads, _free);
        _stations = [.. scenario.Stations.Select(station => new StationPlugs(station, scenario.Roads))];
        _cars = [.. scenario.Vehicles.Select((vehicle, index) => new SimulatedCar(index, vehicle))];
        _traffic = scenario.Traffic == TrafficMode.Queues ? new RoadTraffic(scenario.Roads, _cars) : null;
        _isSuitable = IsSuitable;
        _zones = _policies.Reposition.MovesCars || _policies.Pricing.FollowsDemand ? new ZonePulse(scenario.Roads, _policies) : null;
        _demand = scenario.Demand.Requests().GetEnumerator();
        TakeNextRequest();
        foreach (var car in _cars)
            BecomeFree(car, 0);
        if (_policies.Reposition.MovesCars)
            ForeseeReposition(0);
    }

    /// <summary>The scenario being played.</summary>
    public Scenario Scenario => _scenario;

    /// <summary>The run's clock: everything up to here has been handed out.</summary>
    public DateTimeOffset Now => _scenario.Start.AddMilliseconds(_nowMs);

    /// <summary>Whether the end is reached and every request is served or cancelled.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Requests made so far.</summary>
    public int RequestCount => _requestCount;

    /// <summary>Requests neither served nor cancelled yet.</summary>
    public int OpenRequestCount => _open.Count;

    /// <summary>Different customers so far; their numbers are 0 to this minus one.</summary>
    public int CustomerCount => _customers.Count;

    /// <summary>Cars in the fleet.</summary>
    public int CarCount => _cars.Length;

    /// <summary>
    /// The next intents up to a moment, ordered by (time, car, sequence). Each must be reported before the next call, which
    /// otherwise throws <see cref="InvalidOperationException"/>. An empty list means that nothing more is due until then
    /// and the clock stands at the last whole step before it, or that the run is finished.
    /// </summary>
    public ImmutableArray<Intent> Next(DateTimeOffset until)
    {
        if (IsFinished)
            return [];
        SettleBatch();
        var limitMs = until >= DateTimeOffset.MaxValue.AddDays(-1) ? long.MaxValue - _stepMs : ToMs(until);
        limitMs -= limitMs % _stepMs;
        while (true)
        {
            var dueMs = NextDueMs();
            if (dueMs > _windowEndMs)
            {
                if (_batch.Count > 0)
                    break;
                if (_open.Count == 0 && _nextRequest is null && dueMs > _endMs)
                {
                    Finish(limitMs);
                    break;
                }

                if (dueMs > limitMs)
                {
                    _nowMs = Math.Max(_nowMs, limitMs);
                    break;
                }

                _windowEndMs = (dueMs + _stepMs - 1) / _stepMs * _stepMs;
                _nowMs = Math.Max(_nowMs, _windowEndMs);
            }

            HandleNext();
        }

        _batch.Sort(static (a, b) => (a.At, a.Car, a.Sequence).CompareTo((b.At, b.Car, b.Sequence)));
        return [.. _batch];
    }

    /// <summary>Tells what became of an intent of the last batch; in any order, once each.</summary>
    public void Report(Intent intent, Outcome outcome)
    {
        if (!_outcomes.TryAdd(intent.Sequence, outcome))
            throw new InvalidOperationException($"Intent {intent.Sequence} was reported twice.");
    }

    /// <inheritdoc/>
    public void Dispose() => _traffic?.Dispose();

    private void SettleBatch()
    {
        if (_batch.Count == 0)
            return;
        var settled = _batch.ToArray();
        foreach (var intent in settled)
        {
            if (!_outcomes.ContainsKey(intent.Sequence))
                throw new InvalidOperationException($"Intent {intent.Sequence} ({intent.GetType().Name}) has no reported outcome.");
        }

        if (_outcomes.Count != settled.Length)
            throw new InvalidOperationException("An outcome was reported for an intent that is not in the last batch.");
        _batch.Clear();
        foreach (var intent in settled)
            Settle(intent, _outcomes[intent.Sequence], ToMs(intent.At));
        _outcomes.Clear();
    }

    private void Settle(Intent intent, Outcome outcome, long atMs)
    {
        switch (intent)
        {
            case ReserveCar:
                ReservationSettled(_open[intent.Request], outcome, atMs);
                break;
            case StartTrip:
                StartSettled(_open[intent.Request], outcome, atMs);
                break;
            case PauseTrip:
                Foresee(atMs + _open[intent.Request].Trip.StopMs, WorldEventKind.StopOver, _cars[intent.Car], intent.Request);
                break;
            case ResumeTrip:
                DriveSecondLeg(_open[intent.Request], atMs);
                break;
            case EndTrip:
                EndSettled(_open[intent.Request], outcome, atMs);
                break;
            case CancelRequest:
                CancelSettled(_open[intent.Request], atMs);
                break;
            case StartCharging charging:
                ChargingStartSettled(_cars[intent.Car], charging.Station, outcome, atMs);
                break;
            case StopCharging charging:
                ChargingStopSettled(_cars[intent.Car], charging.Station, atMs);
                break;
            default:
                throw new InvalidOperationException($"Nobody settles a {intent.GetType().Name}.");
        }
    }

    private long NextRequestMs => _nextRequest is null ? long.MaxValue : ToMs(_nextRequest.At);

    private long NextEventMs => _events.TryPeek(out _, out var order) ? order.AtMs : long.MaxValue;

    private long NextDueMs() => Math.Min(Math.Min(NextRequestMs, NextEventMs), _traffic?.NextSecondMs ?? long.MaxValue);

    private void HandleNext()
    {
        var requestMs = NextRequestMs;
        if (_traffic is { } traffic && traffic.NextSecondMs < Math.Min(requestMs, NextEventMs))
        {
            DriveOn(traffic);
            return;
        }

        if (!_events.TryPeek(out var due, out var order) || requestMs < order.AtMs)
        {
            var trip = _nextRequest!;
            TakeNextRequest();
            RequestMade(trip, requestMs);
            return;
        }

        _events.Dequeue();
        if (due.Car >= 0 && _cars[due.Car].Turn != due.Turn)
            return;
        if (due.Request >= 0 && !_open.ContainsKey(due.Request))
            return;
        Handle(due, order.AtMs);
    }

    private void Handle(WorldEvent due, long atMs)
    {
        switch (due.Kind)
        {
            case WorldEventKind.LookForCar:
                LookForCar(_open[due.Request], atMs);
                break;
            case WorldEventKind.CustomerCancels:
                GiveUpReservation(_open[due.Request], CancellationReason.CustomerCancelled, atMs);
                break;
            case WorldEventKind.CustomerMissing:
                GiveUpReservation(_open[due.Request], CancellationReason.NoShow, atMs);
                break;
            case WorldEventKind.StartDue:
                StartNow(_open[due.Request], atMs);
                break;
            case WorldEventKind.Departs:
                _traffic!.Depart(due.Car, _cars[due.Car].Route!, atMs);
                break;
            case WorldEventKind.Arrived:
                Arrive(_cars[due.Car], atMs);
                break;
            case WorldEventKind.StopOver:
                Emit(new ResumeTrip(NextSequence(), At(atMs), due.Car, due.Request, Read(_cars[due.Car], atMs)));
                break;
            case WorldEventKind.EndAgain:
                EndNow(_open[due.Request], atMs);
                break;
            case WorldEventKind.ChargedEnough:
                ChargedEnough(_cars[due.Car], atMs);
                break;
            case WorldEventKind.RestOver:
                BecomeFree(_cars[due.Car], atMs);
                break;
            case WorldEventKind.StoodLong:
                StoodLong(_cars[due.Car], atMs);
                break;
            case WorldEventKind.ReturnDue:
                EndNow(_open[due.Request], atMs);
                break;
            case WorldEventKind.DispatchRound:
                DispatchRound(atMs);
                break;
            case WorldEventKind.RepositionRound:
                RepositionRound(atMs);
                break;
            default:
                throw new InvalidOperationException($"Nobody handles {due.Kind}.");
        }
    }

    private void TakeNextRequest() =>
        _nextRequest = _demand.MoveNext() && _demand.Current.At < _scenario.End ? _demand.Current : null;

    private void Finish(long limitMs)
    {
        // Nothing is left to do, but the caller's clock may not be there yet.
        _nowMs = Math.Max(_nowMs, Math.Min(_endMs, limitMs));
        if (_nowMs < _endMs)
            return;
        IsFinished = true;
        foreach (var car in _cars)
            CloseBook(car, _nowMs);
    }

    private void Emit(Intent intent) => _batch.Add(intent);

    private long NextSequence() => _intentSequence++;

    private void Foresee(long atMs, WorldEventKind kind, SimulatedCar car, int request) =>
        _events.Enqueue(new WorldEvent(kind, car.Index, car.Turn, request), new EventOrder(atMs, car.Index, _eventSequence++));

    private void ForeseeRound(long atMs, WorldEventKind kind) =>
        _events.Enqueue(new WorldEvent(kind, -1, 0, -1), new EventOrder(atMs, -1, _eventSequence++));

    private void ForeseeForRequest(long atMs, WorldEventKind kind, OpenRequest request) =>
        _events.Enqueue(new WorldEvent(kind, -1, 0, request.Number), new EventOrder(atMs, -1, _eventSequence++));

    /// <summary>The car turns to something else; what was foreseen for it is void.</summary>
    private void Become(SimulatedCar car, CarActivity activity, long atMs)
    {
        if (atMs > car.ActiveSinceMs)
            _observer.WasIn(car.Index, car.Activity, car.ActiveSinceMs, atMs);
        car.Activity = activity;
        car.ActiveSinceMs = atMs;
        car.Turn++;
    }

    private long ToMs(DateTimeOffset at) => (at - _scenario.Start).Ticks / TimeSpan.TicksPerMillisecond;

    private DateTimeOffset At(long atMs) => _scenario.Start.AddMilliseconds(atMs);
}
