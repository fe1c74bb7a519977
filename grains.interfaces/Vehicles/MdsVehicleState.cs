namespace FleetActors.Vehicles;

/// <summary>The vehicle states of MDS 2.0 for car share. Never stored: the projection of commercial state and contact.</summary>
[GenerateSerializer, Alias("MdsVehicleState")]
public enum MdsVehicleState
{
    /// <summary>removed</summary>
    Removed = 1,
    /// <summary>available</summary>
    Available = 2,
    /// <summary>non_operational</summary>
    NonOperational = 3,
    /// <summary>reserved</summary>
    Reserved = 4,
    /// <summary>on_trip</summary>
    OnTrip = 5,
    /// <summary>stopped</summary>
    Stopped = 6,
    /// <summary>non_contactable</summary>
    NonContactable = 7,
    /// <summary>elsewhere</summary>
    Elsewhere = 8,
}
