namespace FleetActors.Api.Map;

/// <summary>What the map shows of a car, as one byte on the wire. Append-only; the page's legend has one row for each.</summary>
public enum MapCarState : byte
{
    /// <summary>No car at this index: neither sent nor counted.</summary>
    None = 0,
    /// <summary>Can be hired.</summary>
    Available = 1,
    /// <summary>Set aside for a contract that has not begun.</summary>
    Reserved = 2,
    /// <summary>A contract is driving it.</summary>
    OnTrip = 3,
    /// <summary>A contract keeps it parked, or it waits with a contract.</summary>
    Paused = 4,
    /// <summary>At a charger, or queueing for one.</summary>
    Charging = 5,
    /// <summary>Not on offer: damage, low charge, service.</summary>
    OutOfService = 6,
    /// <summary>Nothing heard from it for longer than the fleet allows.</summary>
    NoContact = 7,
}
