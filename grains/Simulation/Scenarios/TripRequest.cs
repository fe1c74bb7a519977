namespace FleetActors.Simulation;

/// <summary>How a request is served.</summary>
public enum ServiceForm
{
    /// <summary>The car comes empty to the customer and takes them to the destination.</summary>
    Ride = 1,

    /// <summary>The customer walks to a parked car and drives it.</summary>
    Rental = 2,
}

/// <summary>What a customer does with a reservation.</summary>
public enum CustomerBehaviour
{
    /// <summary>Comes and travels.</summary>
    Travels = 1,

    /// <summary>Cancels before the start.</summary>
    Cancels = 2,

    /// <summary>Never comes.</summary>
    NoShow = 3,
}

/// <summary>One wish to travel.</summary>
/// <param name="Id">The source's id of the request; unique in the scenario.</param>
/// <param name="At">When it is made.</param>
/// <param name="OriginNode">Node nearest to where the customer is.</param>
/// <param name="DestinationNode">Node nearest to where the trip ends.</param>
/// <param name="Passengers">Seats needed, at least 1.</param>
/// <param name="Form">Ride or rental.</param>
public sealed record TripRequest(string Id, DateTimeOffset At, int OriginNode, int DestinationNode, int Passengers, ServiceForm Form)
{
    /// <summary>What the customer does once a car is reserved.</summary>
    public CustomerBehaviour Behaviour { get; init; } = CustomerBehaviour.Travels;

    /// <summary>For <see cref="CustomerBehaviour.Cancels"/>: how long after the reservation, in milliseconds.</summary>
    public long CancelsAfterMs { get; init; }

    /// <summary>A node where the customer stops on the way, or −1.</summary>
    public int StopNode { get; init; } = -1;

    /// <summary>How long the stop lasts, in milliseconds.</summary>
    public long StopMs { get; init; }

    /// <summary>How long before the wanted start the customer reserves; the request is made at <see cref="At"/>, the start is wanted this much later.</summary>
    public long AheadMs { get; init; }

    /// <summary>How long a rental customer keeps the parked car at the destination before giving it back, in milliseconds.</summary>
    public long LateMs { get; init; }
}

/// <summary>A source of requests in order of time. Enumerating it twice gives the same requests.</summary>
public abstract class Demand
{
    /// <summary>All requests from the start of the run, ordered by time; may go on for ever.</summary>
    public abstract IEnumerable<TripRequest> Requests();

    /// <summary>How many there will be, or null when only the run will tell.</summary>
    public virtual int? KnownCount => null;
}
