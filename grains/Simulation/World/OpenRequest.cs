namespace FleetActors.Simulation;

/// <summary>How far a request has come.</summary>
internal enum RequestPhase
{
    Waiting = 0,
    Reserving = 1,
    Reserved = 2,
    Starting = 3,
    Travelling = 4,
    Ending = 5,
    Cancelling = 6,
}

/// <summary>A request that is neither served nor cancelled yet.</summary>
internal sealed class OpenRequest(int number, TripRequest trip, int customer, long askedAtMs)
{
    public int Number { get; } = number;

    public TripRequest Trip { get; } = trip;

    public int Customer { get; } = customer;

    public long AskedAtMs { get; } = askedAtMs;

    /// <summary>When the customer wants to start; waiting counts from here.</summary>
    public long WantedAtMs => AskedAtMs + Trip.AheadMs;

    public RequestPhase Phase { get; set; }

    /// <summary>To the stop, or to the destination when there is none.</summary>
    public Route FirstLeg { get; set; } = null!;

    /// <summary>From the stop to the destination; null without a stop.</summary>
    public Route? SecondLeg { get; set; }

    public long TripLengthMm => FirstLeg.LengthMm + (SecondLeg?.LengthMm ?? 0);

    /// <summary>Driving and standing from start to end.</summary>
    public long TripMs => FirstLeg.TravelMs + (SecondLeg is { } leg ? leg.TravelMs + Trip.StopMs : 0);

    public int Car { get; set; } = -1;

    /// <summary>The empty drive to the customer; null for a rental.</summary>
    public Route? Approach { get; set; }

    public long StartDueMs { get; set; }

    public int Attempts { get; set; }

    public HashSet<int> RefusedCars { get; } = [];

    public string LastRefusal { get; set; } = "";

    public bool SawEmptyBattery { get; set; }

    public bool OnSecondLeg { get; set; }

    public long DrivenMm { get; set; }

    public long UsedMwh { get; set; }

    public int EndAttempts { get; set; }

    public int PricePercent { get; set; } = 100;

    public bool IsDeadlineForeseen { get; set; }
}
