namespace FleetActors.Contracts;

/// <summary>Reads what is known of a car at the moment a rental starts or ends.</summary>
public interface IVehicleFacts
{
    /// <summary>The latest fix from the car's shard, whether the car can be reached, and whether it stands in a service zone.</summary>
    /// <param name="fleet">Whose car.</param>
    /// <param name="vehicle">The car.</param>
    /// <param name="place">Where it stands according to somebody else, when the car cannot tell; null to go by its fix.</param>
    /// <param name="cancellation">Stops waiting.</param>
    ValueTask<VehicleFacts> Of(FleetId fleet, VehicleId vehicle, GeoPoint? place, CancellationToken cancellation);

    /// <summary>What the car told first at or after a time, from its track or, where none is kept, its latest fix; null when nothing yet.</summary>
    /// <param name="fleet">Whose car.</param>
    /// <param name="vehicle">The car.</param>
    /// <param name="at">From when on.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task<VehicleFacts?> FirstAfter(FleetId fleet, VehicleId vehicle, DateTimeOffset at, CancellationToken cancellation);
}
