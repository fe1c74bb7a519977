namespace FleetActors.Simulation;

/// <content>Stations, plugs and queues.</content>
public sealed partial class FleetWorld
{
    private void StoodLong(SimulatedCar car, long atMs)
    {
        var look = LookAt(car, atMs);
        if (ChargeTarget(car, look) is var target and > 0)
        {
            Unlist(car);
            if (!GoCharging(car, target, atMs))
                BecomeFree(car, atMs);
            return;
        }

        ForeseeLook(car, look, atMs);
    }

    private ChargingLook LookAt(SimulatedCar car, long atMs) => new(car.ChargePermille, atMs - car.ActiveSinceMs, At(atMs).UtcDateTime.Hour);

    private int ChargeTarget(SimulatedCar car, ChargingLook look)
    {
        var target = Math.Min(1_000, _policies.Charging.ChargeTo(look, _policies));
        return target >= car.ChargePermille + FleetPolicies.LeastChargePermille ? target : 0;
    }

    private void ForeseeLook(SimulatedCar car, ChargingLook look, long atMs)
    {
        if (_stations.Length > 0 && _policies.Charging.LookAgainAfterMs(look, _policies) is var afterMs and > 0)
            Foresee(atMs + afterMs, WorldEventKind.StoodLong, car, -1);
    }

    /// <summary>Sends a car that is not listed as free to the station where it is charged soonest; false when it can reach none.</summary>
    private bool GoCharging(SimulatedCar car, int toPermille, long atMs)
    {
        car.ChargeToPermille = toPermille;
        var tried = new HashSet<int>();
        while (SoonestStation(car, tried) is var station and >= 0)
        {
            tried.Add(station);
            if (_router.Find(car.Node, _stations[station].Node) is not { } route || car.EnergyMwh < car.EnergyFor(route.LengthMm))
                continue;
            car.Station = station;
            _stations[station].Coming++;
            Drive(car, route, DrivePurpose.ToStation, CarActivity.ToStation, atMs);
            return true;
        }

        return false;
    }

    private int SoonestStation(SimulatedCar car, HashSet<int> tried)
    {
        var best = -1;
        var bestMs = long.MaxValue;
        for (var index = 0; index < _stations.Length; index++)
        {
            var station = _stations[index];
            var travelMs = station.TravelMsFrom(car.Node);
            if (travelMs == TravelTimes.Unreachable || tried.Contains(index))
                continue;
            var chargeMs = ChargeMs(car, station.PowerFor(car.Model));
            var totalMs = travelMs + station.ExpectedWaitMs(chargeMs) + chargeMs;
            if (totalMs < bestMs)
                (best, bestMs) = (index, totalMs);
        }

        return best;
    }

    private void ArriveAtStation(SimulatedCar car, long atMs)
    {
        var station = _stations[car.Station];
        station.Coming--;
        car.ArrivedAtStationMs = atMs;
        Become(car, CarActivity.Queueing, atMs);
        if (station.TryTakePlug())
            PlugIn(car, atMs);
        else
            station.Waiting.Enqueue(car.Index);
    }

    private void PlugIn(SimulatedCar car, long atMs)
    {
        // Within one step a plug may turn out to have been free before the car came.
        atMs = Math.Max(atMs, car.ArrivedAtStationMs);
        _observer.Plugged(car.Index, car.Station, atMs - car.ArrivedAtStationMs, atMs);
        Emit(new StartCharging(NextSequence(), At(atMs), car.Index, car.Station, Read(car, atMs)));
    }

    private void ChargingStartSettled(SimulatedCar car, int station, Outcome outcome, long atMs)
    {
        if (!outcome.IsAccepted)
        {
            FreePlug(_stations[station], atMs);
            car.Station = -1;
            Rest(car, atMs);
            return;
        }

        Become(car, CarActivity.Charging, atMs);
        car.ChargingSinceMs = atMs;
        car.ChargingFromMwh = car.EnergyMwh;
        car.ChargePowerW = _stations[station].PowerFor(car.Model);
        Foresee(atMs + ChargeMs(car, car.ChargePowerW), WorldEventKind.ChargedEnough, car, -1);
    }

    private void ChargedEnough(SimulatedCar car, long atMs)
    {
        EndCharging(car, atMs);
        Emit(new StopCharging(NextSequence(), At(atMs), car.Index, car.Station, Read(car, atMs), (car.EnergyMwh - car.ChargingFromMwh) / 1_000));
    }

    private void ChargingStopSettled(SimulatedCar car, int station, long atMs)
    {
        car.Station = -1;
        FreePlug(_stations[station], atMs);
        BecomeFree(car, atMs);
    }

    private void EndCharging(SimulatedCar car, long atMs)
    {
        car.EnergyMwh = EnergyAt(car, atMs);
        car.ChargingSinceMs = -1;
        var chargedMwh = car.EnergyMwh - car.ChargingFromMwh;
        _observer.Charged(car.Index, car.Station, chargedMwh, chargedMwh * _stations[car.Station].PricePerKwhMicros / 1_000_000, atMs);
    }

    /// <summary>The plug goes to the car that has waited longest, if any.</summary>
    private void FreePlug(StationPlugs station, long atMs)
    {
        station.ReturnPlug();
        if (station.Waiting.Count > 0 && station.TryTakePlug())
            PlugIn(_cars[station.Waiting.Dequeue()], atMs);
    }

    private long ChargeTargetMwh(SimulatedCar car) => car.BatteryMwh * car.ChargeToPermille / 1_000;

    /// <summary>Time to reach the target at constant power, rounded up; no tapering is modelled.</summary>
    private long ChargeMs(SimulatedCar car, int powerW) =>
        (Math.Max(0, ChargeTargetMwh(car) - car.EnergyMwh) * 3_600 + powerW - 1) / powerW;

    private void CloseBook(SimulatedCar car, long atMs)
    {
        if (car.ChargingSinceMs >= 0)
            EndCharging(car, atMs);
        Become(car, car.Activity, atMs);
    }
}
