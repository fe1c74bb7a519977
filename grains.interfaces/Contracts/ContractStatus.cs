namespace FleetActors.Contracts;

/// <summary>Where a contract is in its life. See docs/contracts.md for the transitions. Append-only.</summary>
[GenerateSerializer, Alias("ContractStatus")]
public enum ContractStatus
{
    /// <summary>Nothing was agreed or offered yet.</summary>
    None = 0,
    /// <summary>Priced, not yet reserved.</summary>
    Quoted = 1,
    /// <summary>The holds are being asked for; undecided.</summary>
    Reserving = 2,
    /// <summary>The attempt failed; another may follow.</summary>
    Aborted = 3,
    /// <summary>The vehicle is set aside for the customer, now or for a period ahead.</summary>
    Reserved = 4,
    /// <summary>The customer drives.</summary>
    Active = 5,
    /// <summary>The customer has parked and keeps the car.</summary>
    Paused = 6,
    /// <summary>Charging has stopped; settlement only goes forward.</summary>
    Ended = 7,
    /// <summary>Ended, invoiced, posted, and paid or given up as debt.</summary>
    Settled = 8,
    /// <summary>Cancelled before it began; fees, if any, are settled.</summary>
    Cancelled = 9,
    /// <summary>The reservation ran out.</summary>
    Expired = 10,
    /// <summary>The customer did not come to a booking.</summary>
    NoShow = 11,
}
