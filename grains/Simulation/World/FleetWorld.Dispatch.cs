namespace FleetActors.Simulation;

/// <content>Rides that are collected and assigned together.</content>
public sealed partial class FleetWorld
{
    /// <summary>Leaving a request without a car is as bad as so many of the longest waits, so it is done only when cars are short.</summary>
    private const int WaitsOfUnserved = 10;

    private readonly SortedSet<int> _waiting = [];
    private bool _isRoundForeseen;

    private bool IsCollected(OpenRequest request) => _policies.Dispatch.CollectsRequests && request.Trip.Form == ServiceForm.Ride;

    private void WaitForRound(OpenRequest request, long deadlineMs, long atMs)
    {
        if (!request.IsDeadlineForeseen)
            ForeseeForRequest(deadlineMs, WorldEventKind.LookForCar, request);
        request.IsDeadlineForeseen = true;
        _waiting.Add(request.Number);
        ForeseeDispatch(atMs);
    }

    private void ForeseeDispatch(long atMs)
    {
        if (_isRoundForeseen)
            return;
        _isRoundForeseen = true;
        ForeseeRound((atMs / _policies.DispatchEveryMs + 1) * _policies.DispatchEveryMs, WorldEventKind.DispatchRound);
    }

    private void DispatchRound(long atMs)
    {
        _isRoundForeseen = false;
        _waiting.RemoveWhere(number => !_open.TryGetValue(number, out var request) || request.Phase != RequestPhase.Waiting);
        if (_waiting.Count > 0 && _free.Count > 0)
            AssignWaiting(atMs);
        if (_waiting.Count > 0)
            ForeseeDispatch(atMs);
    }

    private void AssignWaiting(long atMs)
    {
        var requests = _waiting.Select(number => _open[number]).ToArray();
        var cars = new List<int>();
        var batch = Candidates(requests, cars, atMs);
        if (cars.Count == 0)
            return;
        var plan = _policies.Dispatch.Assign(batch);
        for (var i = 0; i < requests.Length; i++)
        {
            if (plan[i] < 0)
                continue;
            var (request, car) = (requests[i], _cars[cars[plan[i]]]);
            request.Approach = _router.Find(car.Node, request.Trip.OriginNode);
            if (request.Approach is not { } approach || car.EnergyMwh < EnergyToServe(car, request) + car.EnergyFor(approach.LengthMm))
            {
                // Too weak for the way there: the next round chooses among the others.
                request.SawEmptyBattery = true;
                request.RefusedCars.Add(car.Index);
                continue;
            }

            _waiting.Remove(request.Number);
            Reserve(request, car, approach.TravelMs, atMs);
        }
    }

    /// <summary>The soonest suitable cars of each request; the batch numbers cars by their place in <paramref name="cars"/>.</summary>
    private DispatchBatch Candidates(OpenRequest[] requests, List<int> cars, long atMs)
    {
        var placeOfCar = new Dictionary<int, int>();
        var first = new int[requests.Length + 1];
        var (places, costs) = (new List<int>(), new List<int>());
        var found = new CarOnItsWay[_policies.DispatchCandidates];
        for (var i = 0; i < requests.Length; i++)
        {
            _lookingFor = requests[i];
            var maxMs = requests[i].AskedAtMs + _policies.CancelRequestAfterMs - atMs;
            foreach (var (car, timeMs) in found.AsSpan(0, maxMs < 0 ? 0 : _search.ByDriving(requests[i].Trip.OriginNode, maxMs, _isSuitable, found)))
            {
                if (placeOfCar.TryAdd(car, cars.Count))
                    cars.Add(car);
                places.Add(placeOfCar[car]);
                costs.Add(timeMs);
            }

            first[i + 1] = places.Count;
        }

        var unservedCost = (int)Math.Min(DispatchBatch.MaxCost, _policies.CancelRequestAfterMs * WaitsOfUnserved);
        return new DispatchBatch(cars.Count, first, [.. places], [.. costs], unservedCost);
    }
}
