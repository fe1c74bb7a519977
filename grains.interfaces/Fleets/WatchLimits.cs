namespace FleetActors.Fleets;

/// <summary>
/// What a fleet wants to be told of its cars. A car to which none of this happens is never woken, however many fixes it sends.
/// </summary>
/// <param name="SpeedKmh">Faster than this is noticed; 0 for no limit, else 20 to 400.</param>
/// <param name="ChargePercent">So much charge or fuel, or less, is noticed; 0 for never, else 1 to 90.</param>
/// <param name="MovingWithoutContract">Whether a car on offer or reserved that drives is noticed. One out of service may be driven.</param>
/// <param name="Zones">Whether entering and leaving the fleet's zones is noticed.</param>
/// <param name="ContactLostSeconds">Silent for longer, a car counts as lost; 60 to 86,400.</param>
/// <param name="ContactOfIdleCars">Whether a car that nobody has hired may not be silent either.</param>
/// <param name="SecondsBetween">A car is not told of anew before this has passed, 1 to 3,600; then as it stands.</param>
[GenerateSerializer, Immutable, Alias("WatchLimits")]
public sealed record WatchLimits(
    [property: Id(0)] int SpeedKmh = 150,
    [property: Id(1)] int ChargePercent = 15,
    [property: Id(2)] bool MovingWithoutContract = true,
    [property: Id(3)] bool Zones = true,
    [property: Id(4)] int ContactLostSeconds = 600,
    [property: Id(5)] bool ContactOfIdleCars = false,
    [property: Id(6)] int SecondsBetween = 10)
{
    /// <summary>What a fleet begins with.</summary>
    public static WatchLimits Default { get; } = new();
}

/// <summary>Replaces what the fleet wants to be told.</summary>
[GenerateSerializer, Immutable, Alias("SetWatchLimits")]
public sealed record SetWatchLimits([property: Id(0)] WatchLimits Limits);
