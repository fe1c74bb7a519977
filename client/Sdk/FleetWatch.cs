using FleetActors.Fleets;

namespace FleetActors.Sdk;

/// <summary>What a fleet wants to be told of its cars.</summary>
public static class FleetWatch
{
    /// <summary>The limits as they are now.</summary>
    public static Task<WatchLimits> Limits(this FleetHandle fleet, CancellationToken cancellation = default) =>
        fleet.Ask(Grain(fleet).Limits, cancellation);

    /// <summary>Replaces the limits; shards follow within seconds.</summary>
    public static Task<CommandResult<Done>> SetLimits(
        this FleetHandle fleet, SetWatchLimits command, CommandHeader? header = null, CancellationToken cancellation = default)
    {
        var grain = Grain(fleet);
        return fleet.Command(header, (sent, token) => grain.SetLimits(sent, command, token), cancellation);
    }

    private static IFleetGrain Grain(FleetHandle fleet) => fleet.Client.Grains.Of<IFleetGrain>(fleet.Id.Value);
}
