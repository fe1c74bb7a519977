namespace FleetActors.Simulation;

/// <summary>How a simulated fleet is run. Times are in milliseconds, shares in thousandths.</summary>
public sealed record FleetPolicies
{
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
