namespace FleetActors.Simulation;

/// <content>What depends on supply and demand in a neighbourhood: prices, and where free cars wait.</content>
public sealed partial class FleetWorld
{
    private const ulong PriceStream = 41;

    private readonly ZonePulse? _zones;

    /// <summary>Shows the customer the price; true when they do without. Which customers mind follows from the seed and the request's number.</summary>
    private bool IsTooDear(OpenRequest request, long atMs)
    {
        if (!_policies.Pricing.FollowsDemand)
            return false;
        var look = _zones!.LookAt(request.Trip.OriginNode, atMs);
        request.PricePercent = PriceSteps.Within(_policies.Pricing.Percent(look, _policies), _policies);
        var steps = Math.Max(0, request.PricePercent - 100) / IPricingPolicy.StepPercent;
        return SimulationRandom.ForStream(_scenario.Seed, (PriceStream << 32) + (ulong)request.Number).Chance(steps * _policies.PriceDeclinePermille);
    }

    private void ForeseeReposition(long atMs)
    {
        if (atMs + _policies.RepositionEveryMs < _endMs)
            ForeseeRound(atMs + _policies.RepositionEveryMs, WorldEventKind.RepositionRound);
    }

    private void RepositionRound(long atMs)
    {
        ForeseeReposition(atMs);
        var plan = _policies.Reposition.Plan(_zones!.Look(atMs), _policies);
        if (plan.IsEmpty)
            return;
        // Who has stood longest goes first.
        var waiting = _cars.Where(car => car.IsListedFree && car.ActiveSinceMs <= atMs)
            .OrderBy(car => car.ActiveSinceMs).ThenBy(car => car.Index)
            .GroupBy(car => _zones.Zones.Of(car.Node))
            .ToDictionary(zone => zone.Key, zone => new Queue<SimulatedCar>(zone));
        foreach (var move in plan)
        {
            if (!waiting.TryGetValue(move.From, out var cars))
                continue;
            for (var left = move.Cars; left > 0 && cars.TryDequeue(out var car);)
            {
                if (SendTo(car, _zones.Zones.Middles[move.To], atMs))
                    left--;
            }
        }
    }

    /// <summary>False when the car cannot get there and still be of use to a customer.</summary>
    private bool SendTo(SimulatedCar car, int node, long atMs)
    {
        if (_router.Find(car.Node, node) is not { } route)
            return false;
        if (car.EnergyMwh < car.EnergyFor(route.LengthMm) + car.BatteryMwh * (_policies.ChargeBelowPermille + _policies.KeepChargePermille) / 1_000)
            return false;
        Unlist(car);
        _zones!.SetOff(node);
        Drive(car, route, DrivePurpose.ToZone, CarActivity.Repositioning, atMs);
        return true;
    }
}
