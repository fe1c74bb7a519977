namespace FleetActors.Simulation;

/// <summary>What customers do besides travelling, drawn by chance for each of them.</summary>
public static class Habits
{
    private const ulong Stream = 26;

    /// <summary>The source of chance of one request: what one customer does never depends on another.</summary>
    public static ulong StreamOf(long number) => (Stream << 40) + (ulong)number;

    /// <summary>A trip with the habits that the mix says. What the trip has of itself stays.</summary>
    /// <param name="trip">As it was wished for.</param>
    /// <param name="mix">How likely each habit is.</param>
    /// <param name="random">Of this customer alone.</param>
    /// <param name="stops">Where people may stop on the way; none stop when it is empty.</param>
    public static TripRequest Give(TripRequest trip, DemandMix mix, SimulationRandom random, IReadOnlyList<int> stops)
    {
        var behaviour = random.Below(1_000) switch
        {
            _ when trip.Behaviour != CustomerBehaviour.Travels => trip.Behaviour,
            var draw when draw < mix.CancelPermille => CustomerBehaviour.Cancels,
            var draw when draw < mix.CancelPermille + mix.NoShowPermille => CustomerBehaviour.NoShow,
            _ => CustomerBehaviour.Travels,
        };
        var cancelsAfterMs = random.Between(20, 240) * 1_000L;
        var stopsOnTheWay = random.Chance(mix.StopPermille) && trip.Form == ServiceForm.Rental && stops.Count > 0 && trip.StopNode < 0;
        var stopNode = stops.Count == 0 ? -1 : stops[random.Below(stops.Count)];
        var stopMs = random.Between(mix.LeastStopMinutes * 60, mix.MostStopMinutes * 60) * 1_000L;
        var (aheadMs, lateMs) = AheadAndLate(trip, mix, random);
        return trip with
        {
            Behaviour = behaviour,
            CancelsAfterMs = behaviour == CustomerBehaviour.Cancels && trip.CancelsAfterMs == 0 ? cancelsAfterMs : trip.CancelsAfterMs,
            StopNode = stopsOnTheWay ? stopNode : trip.StopNode,
            StopMs = stopsOnTheWay ? stopMs : trip.StopMs,
            AheadMs = aheadMs,
            LateMs = lateMs,
        };
    }

    /// <summary>How long ahead the customer reserves, and how long after arriving they give the car back.</summary>
    internal static (long AheadMs, long LateMs) AheadAndLate(TripRequest trip, DemandMix mix, SimulationRandom random)
    {
        var reservesAhead = random.Chance(mix.AheadPermille);
        var aheadMs = random.Between(mix.LeastAheadMinutes * 60, mix.MostAheadMinutes * 60) * 1_000L;
        var isLate = random.Chance(mix.LatePermille) && trip.Form == ServiceForm.Rental;
        var lateMs = random.Between(mix.LeastLateMinutes * 60, mix.MostLateMinutes * 60) * 1_000L;
        return (reservesAhead && trip.AheadMs == 0 ? aheadMs : trip.AheadMs, isLate && trip.LateMs == 0 ? lateMs : trip.LateMs);
    }
}
