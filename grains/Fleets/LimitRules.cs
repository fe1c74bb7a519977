using FleetActors.Commands;

namespace FleetActors.Fleets;

/// <summary>What a fleet may want to be told of its cars.</summary>
public static class LimitRules
{
    /// <summary>Replaces the limits; nothing happens when they are the same.</summary>
    public static Decision<FleetEvent> Replace(FleetState fleet, SetWatchLimits command, Stamp stamp) => fleet switch
    {
        { Settings: null } => Refusal.UnknownFleet,
        _ when Problem(command.Limits) is { } rule => new Refused(Refusal.ValueOutOfRange, rule),
        _ when (fleet.Limits ?? WatchLimits.Default) == command.Limits => Decision<FleetEvent>.Nothing,
        _ => new LimitsReplaced(command.Limits, stamp),
    };

    private static string? Problem(WatchLimits limits) => limits switch
    {
        { SpeedKmh: not (0 or (>= 20 and <= 400)) } => "speedKmh: 0 for no limit, else 20 to 400",
        { ChargePercent: not (>= 0 and <= 90) } => "chargePercent: 0 for never, else 1 to 90",
        { ContactLostSeconds: not (>= 60 and <= 86_400) } => "contactLostSeconds: 60 to 86400",
        { SecondsBetween: not (>= 1 and <= 3_600) } => "secondsBetween: 1 to 3600",
        _ => null,
    };
}
