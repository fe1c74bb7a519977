namespace FleetActors.Simulation;

/// <summary>When free cars charge, and how far. Implementations are pure: the same look gives the same answer.</summary>
public interface IChargingPolicy
{
    /// <summary>What a scenario calls it.</summary>
    string Name { get; }

    /// <summary>
    /// The state of charge in thousandths up to which the car should charge now, or 0 to leave it free. Less than
    /// <see cref="FleetPolicies.LeastChargePermille"/> above what the car has counts as 0: cars would charge for ever.
    /// </summary>
    int ChargeTo(ChargingLook look, FleetPolicies limits);

    /// <summary>After how long the free car is looked at again if it still stands there; 0 for never.</summary>
    long LookAgainAfterMs(ChargingLook look, FleetPolicies limits);
}

/// <summary>A free car as a charging policy sees it.</summary>
/// <param name="ChargePermille">Its state of charge.</param>
/// <param name="FreeForMs">How long it has stood free; 0 when it has just come free.</param>
/// <param name="HourOfDay">The run's clock, 0 to 23, UTC.</param>
public readonly record struct ChargingLook(int ChargePermille, long FreeForMs, int HourOfDay);

/// <summary>Low cars charge at once; others for want of better, once they have stood free for a while.</summary>
public sealed class ThresholdCharging : IChargingPolicy
{
    /// <inheritdoc/>
    public string Name => "threshold";

    /// <inheritdoc/>
    public int ChargeTo(ChargingLook look, FleetPolicies limits)
    {
        var below = look.FreeForMs > 0 ? limits.IdleChargeBelowPermille : limits.ChargeBelowPermille;
        return look.ChargePermille < below ? limits.ChargeToPermille : 0;
    }

    /// <inheritdoc/>
    public long LookAgainAfterMs(ChargingLook look, FleetPolicies limits) => look.FreeForMs > 0 ? 0 : limits.IdleChargeAfterMs;
}

/// <summary>Cars charge whenever nobody has wanted them for a few minutes; low ones at once.</summary>
public sealed class OpportunisticCharging : IChargingPolicy
{
    /// <inheritdoc/>
    public string Name => "opportunistic";

    /// <inheritdoc/>
    public int ChargeTo(ChargingLook look, FleetPolicies limits) =>
        look.FreeForMs > 0 || look.ChargePermille < limits.ChargeBelowPermille ? limits.ChargeToPermille : 0;

    /// <inheritdoc/>
    public long LookAgainAfterMs(ChargingLook look, FleetPolicies limits) => look.FreeForMs > 0 ? 0 : limits.OpportunisticAfterMs;
}

/// <summary>Cars fill up in the hours of cheap power; in the others only low ones charge, and only as far as they must.</summary>
public sealed class OffPeakCharging : IChargingPolicy
{
    private const long LookEveryMs = 1_800_000;

    /// <inheritdoc/>
    public string Name => "off-peak";

    /// <inheritdoc/>
    public int ChargeTo(ChargingLook look, FleetPolicies limits)
    {
        if (IsOffPeak(look.HourOfDay, limits))
            return look.FreeForMs > 0 || look.ChargePermille < limits.ChargeBelowPermille ? limits.ChargeToPermille : 0;
        // By day just enough to stay in service.
        return look.ChargePermille < limits.ChargeBelowPermille ? Math.Min(limits.ChargeToPermille, limits.ChargeBelowPermille + 200) : 0;
    }

    /// <inheritdoc/>
    public long LookAgainAfterMs(ChargingLook look, FleetPolicies limits) => LookEveryMs;

    private static bool IsOffPeak(int hour, FleetPolicies limits) => limits.OffPeakFromHour <= limits.OffPeakToHour
        ? hour >= limits.OffPeakFromHour && hour < limits.OffPeakToHour
        : hour >= limits.OffPeakFromHour || hour < limits.OffPeakToHour;
}
