namespace FleetActors.Vehicles;

/// <summary>Options of the vehicles of a silo.</summary>
public sealed class VehicleOptions
{
    /// <summary>
    /// Whether a hold is refused while another contract holds the car. Off only in the power-cut harness, which must then
    /// report overlapping tenancies; every activation logs it as an error.
    /// </summary>
    public bool CheckHolds { get; set; } = true;
}
