namespace FleetActors.Simulation;

/// <summary>How a simulated fleet is run. Times are in milliseconds, shares in thousandths.</summary>
public sealed record FleetPolicies
{
    /// <summary>The least that a charging must add, in thousandths of the battery.</summary>
    public const int LeastChargePermille = 10;

    /// <summary>Which car goes to which ride. Rental customers choose for themselves: the nearest on foot.</summary>
    public IDispatchPolicy Dispatch { get; init; } = DispatchPolicies.Nearest;

    /// <summary>Where free cars wait.</summary>
    public IRepositionPolicy Reposition { get; init; } = new NoReposition();

    /// <summary>When free cars charge.</summary>
    public IChargingPolicy Charging { get; init; } = new ThresholdCharging();

    /// <summary>What trips cost relative to the tariff.</summary>
    public IPricingPolicy Pricing { get; init; } = new FlatPricing();

    /// <summary>A dispatch policy that collects requests decides this often.</summary>
    public long DispatchEveryMs { get; init; } = 10_000;

    /// <summary>It chooses among so many of each request's soonest cars.</summary>
    public int DispatchCandidates { get; init; } = 16;

    /// <summary>How often free cars are spread anew.</summary>
    public long RepositionEveryMs { get; init; } = 600_000;

    /// <summary>At most this share of the free cars is moved at a time.</summary>
    public int RepositionMostPermille { get; init; } = 100;

    /// <summary>Requests of this long count as recent.</summary>
    public long DemandWindowMs { get; init; } = 1_800_000;

    /// <summary>Side of the squares in which supply and demand are compared.</summary>
    public int ZoneMetres { get; init; } = 1_000;

    /// <summary>Opportunistic charging: a car that has stood free this long goes to charge.</summary>
    public long OpportunisticAfterMs { get; init; } = 300_000;

    /// <summary>Off-peak charging begins at this hour, 0 to 23, UTC.</summary>
    public int OffPeakFromHour { get; init; } = 22;

    /// <summary>Off-peak charging ends at this hour, 0 to 23, UTC.</summary>
    public int OffPeakToHour { get; init; } = 6;

    /// <summary>The lowest price in percent of the tariff, a multiple of 10 from 10.</summary>
    public int PriceLeastPercent { get; init; } = 80;

    /// <summary>The highest price in percent of the tariff, a multiple of 10 up to 1,000.</summary>
    public int PriceMostPercent { get; init; } = 150;

    /// <summary>Of a thousand customers so many do without for every 10 percent above the tariff. A lower price attracts nobody.</summary>
    public int PriceDeclinePermille { get; init; } = 50;

    /// <summary>A ride that has not been picked up this long after its request is cancelled; a rental without a car as well.</summary>
    public long CancelRequestAfterMs { get; init; } = 600_000;

    /// <summary>How often a request without a car looks again.</summary>
    public long RetryEveryMs { get; init; } = 5_000;

    /// <summary>How far a rental customer walks to a car.</summary>
    public int MaxWalkMetres { get; init; } = 800;

    /// <summary>Walking speed in millimetres a second.</summary>
    public int WalkMmPerSecond { get; init; } = 1_300;

    /// <summary>Getting in and setting off, part of the trip.</summary>
    public long BoardingMs { get; init; } = 15_000;

    /// <summary>A reserved car whose customer has not come by then is a no-show; counted from the reservation.</summary>
    public long NoShowAfterMs { get; init; } = 900_000;

    /// <summary>A free car below this goes to charge at once.</summary>
    public int ChargeBelowPermille { get; init; } = 200;

    /// <summary>A car that has stood free this long may charge for want of better; 0 switches that off.</summary>
    public long IdleChargeAfterMs { get; init; } = 1_800_000;

    /// <summary>Such a car charges when it is below this.</summary>
    public int IdleChargeBelowPermille { get; init; } = 600;

    /// <summary>Charging ends here.</summary>
    public int ChargeToPermille { get; init; } = 800;

    /// <summary>Charge that a trip must leave in the battery, so that the car still gets to a station.</summary>
    public int KeepChargePermille { get; init; } = 50;

    /// <summary>A request whose car was refused this often is cancelled.</summary>
    public int MaxReserveAttempts { get; init; } = 8;

    /// <summary>A car that refused is left alone this long.</summary>
    public long RefusedCarRestMs { get; init; } = 60_000;

    /// <summary>How often an end of trip is tried again before the trip counts as cancelled.</summary>
    public int MaxEndAttempts { get; init; } = 3;

    /// <summary>A customer books again at the earliest this long after the last trip.</summary>
    public long CustomerRestMs { get; init; } = 1_800_000;
}
