namespace FleetActors.Api;

/// <summary>What time it is in a fleet: the system's time in a live one, the run's in a simulated one.</summary>
public interface IFleetClock
{
    /// <summary>The fleet's present.</summary>
    DateTimeOffset Now(FleetId fleet);
}

/// <summary>Every fleet lives by the system's clock. The silo registers its own when it runs simulations.</summary>
public sealed class SystemFleetClock(TimeProvider clock) : IFleetClock
{
    /// <inheritdoc/>
    public DateTimeOffset Now(FleetId fleet) => clock.GetUtcNow();
}
