namespace FleetActors.Simulation;

internal enum WorldEventKind
{
    LookForCar = 1,
    CustomerCancels = 2,
    CustomerMissing = 3,
    StartDue = 4,
    Arrived = 5,
    StopOver = 6,
    EndAgain = 7,
    ChargedEnough = 8,
    RestOver = 9,
    StoodLong = 10,
    DispatchRound = 11,
    RepositionRound = 12,
    ReturnDue = 13,
    Departs = 14,
}

/// <summary>Something that will happen in the world by itself.</summary>
/// <param name="Kind">What.</param>
/// <param name="Car">The car, or −1.</param>
/// <param name="Turn">The car's turn when it was foreseen.</param>
/// <param name="Request">The request, or −1.</param>
internal readonly record struct WorldEvent(WorldEventKind Kind, int Car, int Turn, int Request);

/// <summary>Orders events by time, then car, then the order in which they were foreseen.</summary>
internal readonly record struct EventOrder(long AtMs, int Car, long Sequence) : IComparable<EventOrder>
{
    public int CompareTo(EventOrder other)
    {
        var byTime = AtMs.CompareTo(other.AtMs);
        if (byTime != 0)
            return byTime;
        var byCar = Car.CompareTo(other.Car);
        return byCar != 0 ? byCar : Sequence.CompareTo(other.Sequence);
    }
}
