namespace FleetActors.Vehicles;

/// <summary>The commercial state: what the operator may do with the car now. Append-only; 1 byte on the map's wire.</summary>
[GenerateSerializer, Alias("VehicleStatus")]
public enum VehicleStatus
{
    /// <summary>On offer.</summary>
    Available = 1,
    /// <summary>Set aside for a ride that has not begun.</summary>
    Reserved = 2,
    /// <summary>In a running tenancy.</summary>
    OnTrip = 3,
    /// <summary>In a running tenancy, parked by its customer.</summary>
    Paused = 4,
    /// <summary>In the fleet, not on offer.</summary>
    OutOfService = 5,
    /// <summary>Has left the fleet.</summary>
    Decommissioned = 6,
}

/// <summary>Why a car is not on offer. Append-only.</summary>
[GenerateSerializer, Alias("ServiceReason")]
public enum ServiceReason
{
    /// <summary>The operator says so.</summary>
    Operator = 1,
    /// <summary>Damage or low charge was found when a tenancy ended.</summary>
    NeedsAttention = 2,
    /// <summary>Workshop.</summary>
    Maintenance = 3,
    /// <summary>Dirty.</summary>
    Cleaning = 4,
    /// <summary>Too little charge or fuel.</summary>
    LowEnergy = 5,
    /// <summary>Back in the fleet, not yet checked.</summary>
    Recommissioned = 6,
}
