namespace FleetActors.Simulation;

/// <content>Driving, and the trip from start to end.</content>
public sealed partial class FleetWorld
{
    private const long EndAgainAfterMs = 60_000;

    private void Drive(SimulatedCar car, Route route, DrivePurpose purpose, CarActivity activity, long atMs, long standsMs = 0)
    {
        Become(car, activity, atMs);
        car.Route = route;
        car.Purpose = purpose;
        car.DepartsAtMs = atMs + standsMs;
        if (_traffic is null || route.Links.Length == 0)
            Foresee(car.DepartsAtMs + route.TravelMs, WorldEventKind.Arrived, car, -1);
        else if (standsMs > 0)
            Foresee(car.DepartsAtMs, WorldEventKind.Departs, car, -1);
        else
            _traffic.Depart(car.Index, route, atMs);
    }

    /// <summary>One second on the roads. Who came to the end of a drive within it has arrived when it is over.</summary>
    private void DriveOn(RoadTraffic traffic)
    {
        var atMs = traffic.NextSecondMs;
        foreach (var arrival in traffic.Step())
            Arrive(_cars[arrival.Car], atMs);
        _router.Use(traffic.Weights);
    }

    private void Arrive(SimulatedCar car, long atMs)
    {
        var route = car.Route!;
        var usedMwh = car.EnergyFor(route.LengthMm);
        car.Node = route.To;
        car.Route = null;
        car.OdometerMm += route.LengthMm;
        car.EnergyMwh -= usedMwh;
        if (route.Links.Length > 0)
            car.HeadingDegrees = _scenario.Roads.LinkHeadingDegrees[route.Links[^1]];
        _observer.Drove(car.Index, car.Purpose, route.LengthMm, usedMwh, atMs);
        if (car.Purpose == DrivePurpose.ToZone)
            _zones!.Came(car.Node);
        if (car.Purpose == DrivePurpose.ToStation)
            ArriveAtStation(car, atMs);
        else if (car.Request < 0)
            BecomeFree(car, atMs);
        else if (car.Purpose == DrivePurpose.ToCustomer)
            ArriveAtCustomer(car, _open[car.Request], atMs);
        else
            ArriveWithCustomer(car, _open[car.Request], route.LengthMm, usedMwh, atMs);
    }

    private void ArriveAtCustomer(SimulatedCar car, OpenRequest request, long atMs)
    {
        Become(car, CarActivity.Reserved, atMs);
        if (request.Trip.Behaviour == CustomerBehaviour.NoShow)
            return;
        if (request.WantedAtMs <= atMs)
            StartNow(request, atMs);
        else
            Foresee(request.WantedAtMs, WorldEventKind.StartDue, car, request.Number);
    }

    private void StartNow(OpenRequest request, long atMs)
    {
        if (request.Phase != RequestPhase.Reserved)
            return;
        request.Phase = RequestPhase.Starting;
        Emit(new StartTrip(NextSequence(), At(atMs), request.Car, request.Number, Read(_cars[request.Car], atMs)));
    }

    private void StartSettled(OpenRequest request, Outcome outcome, long atMs)
    {
        if (!outcome.IsAccepted)
        {
            request.LastRefusal = outcome.RefusalCode;
            Cancel(request, CancellationReason.Refused, atMs);
            return;
        }

        request.Phase = RequestPhase.Travelling;
        _observer.Started(request.Number, request.Car, Math.Max(0, atMs - request.WantedAtMs), atMs);
        Drive(_cars[request.Car], request.FirstLeg, DrivePurpose.Occupied, CarActivity.OnTrip, atMs, _policies.BoardingMs);
    }

    private void DriveSecondLeg(OpenRequest request, long atMs)
    {
        request.OnSecondLeg = true;
        Drive(_cars[request.Car], request.SecondLeg!, DrivePurpose.Occupied, CarActivity.OnTrip, atMs);
    }

    private void ArriveWithCustomer(SimulatedCar car, OpenRequest request, long drivenMm, long usedMwh, long atMs)
    {
        request.DrivenMm += drivenMm;
        request.UsedMwh += usedMwh;
        if (request.SecondLeg is not null && !request.OnSecondLeg)
        {
            Become(car, CarActivity.Paused, atMs);
            Emit(new PauseTrip(NextSequence(), At(atMs), car.Index, request.Number, Read(car, atMs)));
            return;
        }

        if (request.Trip.LateMs == 0)
        {
            EndNow(request, atMs);
            return;
        }

        // The car stands there, and the rental goes on until the customer thinks of it.
        Become(car, CarActivity.Paused, atMs);
        Foresee(atMs + request.Trip.LateMs, WorldEventKind.ReturnDue, car, request.Number);
    }

    private void EndNow(OpenRequest request, long atMs)
    {
        request.Phase = RequestPhase.Ending;
        request.EndAttempts++;
        var reading = Read(_cars[request.Car], atMs);
        Emit(new EndTrip(NextSequence(), At(atMs), request.Car, request.Number, reading, request.DrivenMm / 1_000, request.UsedMwh / 1_000));
    }

    private void EndSettled(OpenRequest request, Outcome outcome, long atMs)
    {
        var car = _cars[request.Car];
        if (outcome.IsAccepted)
        {
            _observer.Served(request.Number, car.Index, atMs);
            Close(request, atMs);
            car.Request = -1;
            BecomeFree(car, atMs);
            return;
        }

        request.LastRefusal = outcome.RefusalCode;
        if (request.EndAttempts < _policies.MaxEndAttempts)
            Foresee(atMs + EndAgainAfterMs, WorldEventKind.EndAgain, car, request.Number);
        else
            Cancel(request, CancellationReason.Refused, atMs);
    }

    /// <summary>A car whose customer cancelled drives to the end of its link and is free there.</summary>
    private void StopAtNextNode(SimulatedCar car, long atMs)
    {
        var route = car.Route!;
        car.Turn++;
        if (_traffic is { } traffic && route.Links.Length > 0)
        {
            if (traffic.EndSoon(car.Index) is { } last)
                car.Route = UpTo(route, route.Links.IndexOf(last) + 1);
            return;
        }

        var rest = UpTo(route, route.Links.Length == 0 ? 0 : route.At(atMs - car.DepartsAtMs).Index + 1);
        car.Route = rest;
        Foresee(Math.Max(atMs, car.DepartsAtMs + rest.TravelMs), WorldEventKind.Arrived, car, -1);
    }

    private Route UpTo(Route route, int links) =>
        new(_scenario.Roads, route.From, links == 0 ? route.From : _scenario.Roads.LinkTo[route.Links[links - 1]], route.Links[..links].ToArray());

    private void BecomeFree(SimulatedCar car, long atMs)
    {
        Become(car, CarActivity.Free, atMs);
        var look = LookAt(car, atMs);
        if (ChargeTarget(car, look) is var target and > 0 && GoCharging(car, target, atMs))
            return;
        _free.Add(car.Node, car.Index);
        _zones?.Freed(car.Node);
        car.IsListedFree = true;
        ForeseeLook(car, look, atMs);
    }

    private void Unlist(SimulatedCar car)
    {
        _free.Remove(car.Node, car.Index);
        _zones?.Taken(car.Node);
        car.IsListedFree = false;
    }

    private void Rest(SimulatedCar car, long atMs)
    {
        car.Request = -1;
        Become(car, CarActivity.OutOfService, atMs);
        Foresee(atMs + _policies.RefusedCarRestMs, WorldEventKind.RestOver, car, -1);
    }
}
