namespace FleetActors.Contracts;

/// <summary>Reads what is known of a car at the moment a rental starts or ends.</summary>
public interface IVehicleFacts
{
    /// <summary>The latest fix from the car's shard, whether the car can be reached, and whether it stands in a service zone.</summary>
    ValueTask<VehicleFacts> Of(FleetId fleet, VehicleId vehicle, CancellationToken cancellation);
}
