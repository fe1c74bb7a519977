namespace FleetActors.Simulation;

/// <summary>What became of an intent.</summary>
/// <param name="IsAccepted">Whether it was done.</param>
/// <param name="RefusalCode">The stable code of the refusal; empty when accepted.</param>
public readonly record struct Outcome(bool IsAccepted, string RefusalCode)
{
    /// <summary>It was done.</summary>
    public static Outcome Accepted { get; } = new(true, "");

    /// <summary>The rules did not allow it.</summary>
    public static Outcome Refused(string code) => new(false, code);
}

/// <summary>Why a request was not served.</summary>
public enum CancellationReason
{
    /// <summary>No free car came near enough in time.</summary>
    NoCar = 1,

    /// <summary>No road leads from the origin to the destination.</summary>
    NoRoute = 2,

    /// <summary>Cars were near, but none with enough charge.</summary>
    NoCharge = 3,

    /// <summary>The rules refused a command; the code says which rule.</summary>
    Refused = 4,

    /// <summary>The customer cancelled before the start.</summary>
    CustomerCancelled = 5,

    /// <summary>The customer never came.</summary>
    NoShow = 6,

    /// <summary>The price was higher than the tariff and the customer did without.</summary>
    PriceDeclined = 7,
}

/// <summary>What a car is doing.</summary>
public enum CarActivity
{
    /// <summary>Stands and can be reserved.</summary>
    Free = 0,

    /// <summary>Reserved, standing, the customer on the way.</summary>
    Reserved = 1,

    /// <summary>Drives empty to a customer.</summary>
    ToCustomer = 2,

    /// <summary>Carries a customer.</summary>
    OnTrip = 3,

    /// <summary>In a trip, parked.</summary>
    Paused = 4,

    /// <summary>Drives empty to a station.</summary>
    ToStation = 5,

    /// <summary>Waits at a station for a plug.</summary>
    Queueing = 6,

    /// <summary>At a plug.</summary>
    Charging = 7,

    /// <summary>Left alone for a while after a refusal, or without the charge to reach a station.</summary>
    OutOfService = 8,

    /// <summary>Drives empty to where customers are expected.</summary>
    Repositioning = 9,
}

/// <summary>A car as its telemetry would show it.</summary>
/// <param name="Position">Where it is.</param>
/// <param name="HeadingDegrees">Compass direction, 0 to 359.</param>
/// <param name="SpeedKmh">Speed, 0 when it stands.</param>
/// <param name="ChargePermille">State of charge, 0 to 1000.</param>
/// <param name="OdometerMetres">Metres driven since the start of the run, rounded down.</param>
public readonly record struct CarReading(MapPoint Position, int HeadingDegrees, int SpeedKmh, int ChargePermille, long OdometerMetres);
