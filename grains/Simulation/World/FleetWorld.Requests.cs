namespace FleetActors.Simulation;

/// <content>From a request to its reservation, or to its cancellation.</content>
public sealed partial class FleetWorld
{
    /// <summary>Cars that turn out too weak for the way to the customer, tried for one look.</summary>
    private const int MaxCarsPerLook = 8;

    private readonly Predicate<int> _isSuitable;
    private OpenRequest? _lookingFor;

    private void RequestMade(TripRequest trip, long atMs)
    {
        var request = new OpenRequest(_requestCount++, trip, _customers.Take(atMs), atMs);
        _open.Add(request.Number, request);
        _observer.Requested(request.Number, trip, atMs);
        var via = trip.StopNode >= 0 ? trip.StopNode : trip.DestinationNode;
        var firstLeg = _router.Find(trip.OriginNode, via);
        request.SecondLeg = trip.StopNode >= 0 ? _router.Find(via, trip.DestinationNode) : null;
        if (firstLeg is null || (trip.StopNode >= 0 && request.SecondLeg is null))
        {
            Cancel(request, CancellationReason.NoRoute, atMs);
            return;
        }

        request.FirstLeg = firstLeg;
        _zones?.Requested(trip.OriginNode, atMs);
        if (IsTooDear(request, atMs))
            Cancel(request, CancellationReason.PriceDeclined, atMs);
        else
            LookForCar(request, atMs);
    }

    private void LookForCar(OpenRequest request, long atMs)
    {
        if (request.Phase != RequestPhase.Waiting)
            return;
        var deadlineMs = request.AskedAtMs + _policies.CancelRequestAfterMs;
        if (atMs >= deadlineMs)
        {
            Cancel(request, ReasonOfNoCar(request), atMs);
            return;
        }

        if (IsCollected(request))
        {
            WaitForRound(request, deadlineMs, atMs);
            return;
        }

        if (_free.Count > 0 && FindCar(request, deadlineMs - atMs) is var (car, leadMs))
            Reserve(request, car, leadMs, atMs);
        else
            ForeseeForRequest(Math.Min(atMs + _policies.RetryEveryMs, deadlineMs), WorldEventKind.LookForCar, request);
    }

    private (SimulatedCar Car, long LeadMs)? FindCar(OpenRequest request, long maxMs)
    {
        _lookingFor = request;
        var isRide = request.Trip.Form == ServiceForm.Ride;
        var maxWalkMs = _policies.MaxWalkMetres * 1_000_000L / _policies.WalkMmPerSecond;
        for (var look = 0; look < MaxCarsPerLook; look++)
        {
            var (found, leadMs) = isRide
                ? _search.ByDriving(request.Trip.OriginNode, maxMs, _isSuitable)
                : _search.OnFoot(request.Trip.OriginNode, maxWalkMs, _policies.WalkMmPerSecond, _isSuitable);
            if (found < 0)
                return null;
            if (isRide ? Approaches(_cars[found], request) : SetsOff(_cars[found], request))
                return (_cars[found], leadMs);
            request.SawEmptyBattery = true;
            request.RefusedCars.Add(found);
        }

        return null;
    }

    /// <summary>A ride's car comes to the customer first. False when it cannot.</summary>
    private bool Approaches(SimulatedCar car, OpenRequest request)
    {
        request.Approach = _router.Find(car.Node, request.Trip.OriginNode);
        return request.Approach is { } approach && car.EnergyMwh >= EnergyToServe(car, request) + car.EnergyFor(approach.LengthMm);
    }

    /// <summary>A rental's customer has walked to the car, so the trip begins where it stands. False when it cannot.</summary>
    private bool SetsOff(SimulatedCar car, OpenRequest request)
    {
        var wanted = request.FirstLeg;
        if (_router.Find(car.Node, wanted.To) is not { } leg)
            return false;
        request.FirstLeg = leg;
        if (car.EnergyMwh >= EnergyToServe(car, request))
            return true;
        request.FirstLeg = wanted;
        return false;
    }

    private bool IsSuitable(int index)
    {
        var car = _cars[index];
        var request = _lookingFor!;
        if (request.Trip.Passengers > car.Model.Seats || request.RefusedCars.Contains(index))
            return false;
        if (car.EnergyMwh >= EnergyToServe(car, request))
            return true;
        request.SawEmptyBattery = true;
        return false;
    }

    private long EnergyToServe(SimulatedCar car, OpenRequest request) =>
        car.EnergyFor(request.FirstLeg.LengthMm) + (request.SecondLeg is { } leg ? car.EnergyFor(leg.LengthMm) : 0)
        + car.BatteryMwh * _policies.KeepChargePermille / 1_000;

    private void Reserve(OpenRequest request, SimulatedCar car, long leadMs, long atMs)
    {
        // A later batch of one step looks again at earlier moments; a car that came free since is taken from then on.
        atMs = Math.Max(atMs, car.ActiveSinceMs);
        Unlist(car);
        Become(car, CarActivity.Reserved, atMs);
        car.Request = request.Number;
        request.Car = car.Index;
        request.Phase = RequestPhase.Reserving;
        request.StartDueMs = Math.Max(atMs + leadMs, request.WantedAtMs);
        request.Attempts++;
        Emit(new ReserveCar(NextSequence(), At(atMs), car.Index, request.Number, request.Trip, request.Customer, request.Attempts, At(request.StartDueMs))
        {
            PricePercent = request.PricePercent,
            ExpectedMinutes = (int)((request.TripMs + _policies.BoardingMs + 59_999) / 60_000),
            ExpectedKm = (int)((request.TripLengthMm + 999_999) / 1_000_000),
        });
    }

    private void ReservationSettled(OpenRequest request, Outcome outcome, long atMs)
    {
        var car = _cars[request.Car];
        if (!outcome.IsAccepted)
        {
            request.LastRefusal = outcome.RefusalCode;
            request.RefusedCars.Add(car.Index);
            request.Car = -1;
            request.Phase = RequestPhase.Waiting;
            Rest(car, atMs);
            if (request.Attempts >= _policies.MaxReserveAttempts)
                Cancel(request, CancellationReason.Refused, atMs);
            else
                ForeseeForRequest(atMs, WorldEventKind.LookForCar, request);
            return;
        }

        request.Phase = RequestPhase.Reserved;
        if (request.Trip.Behaviour == CustomerBehaviour.Cancels)
            ForeseeForRequest(atMs + request.Trip.CancelsAfterMs, WorldEventKind.CustomerCancels, request);
        if (request.Trip.Behaviour == CustomerBehaviour.NoShow)
            ForeseeForRequest(atMs + _policies.NoShowAfterMs, WorldEventKind.CustomerMissing, request);
        if (request.Trip.Form == ServiceForm.Ride)
            Drive(car, request.Approach!, DrivePurpose.ToCustomer, CarActivity.ToCustomer, atMs);
        else if (request.Trip.Behaviour != CustomerBehaviour.NoShow)
            Foresee(request.StartDueMs, WorldEventKind.StartDue, car, request.Number);
    }

    private void GiveUpReservation(OpenRequest request, CancellationReason reason, long atMs)
    {
        // Too late when the trip has started, or is just starting.
        if (request.Phase == RequestPhase.Reserved)
            Cancel(request, reason, atMs);
    }

    private void Cancel(OpenRequest request, CancellationReason reason, long atMs)
    {
        request.Phase = RequestPhase.Cancelling;
        if (request.Car >= 0)
            _cars[request.Car].Turn++;
        var refusalCode = reason == CancellationReason.Refused ? request.LastRefusal : "";
        Emit(new CancelRequest(NextSequence(), At(atMs), request.Car, request.Number, reason, refusalCode));
        _observer.Cancelled(request.Number, reason, refusalCode, atMs);
    }

    private void CancelSettled(OpenRequest request, long atMs)
    {
        Close(request, atMs);
        if (request.Car < 0)
            return;
        var car = _cars[request.Car];
        car.Request = -1;
        if (car.Route is null)
            BecomeFree(car, Math.Max(atMs, car.ActiveSinceMs)); // it may have arrived since, in the same step
        else
            StopAtNextNode(car, atMs);
    }

    private void Close(OpenRequest request, long atMs)
    {
        _open.Remove(request.Number);
        _customers.Return(request.Customer, atMs + _policies.CustomerRestMs);
    }

    private static CancellationReason ReasonOfNoCar(OpenRequest request) =>
        request.Attempts > 0 && request.LastRefusal.Length > 0 ? CancellationReason.Refused
        : request.SawEmptyBattery ? CancellationReason.NoCharge
        : CancellationReason.NoCar;
}
