namespace FleetActors.Api.Map;

/// <summary>Where the cars are. Implemented by the host from shards, never by waking vehicles for a frame.</summary>
public interface IMapFrameSource
{
    /// <summary>
    /// The newest frame of the fleet, or null when there is no such fleet. Asked about once a second by every viewer,
    /// so it should hand the same instance to all of them until the next one is ready.
    /// </summary>
    ValueTask<MapFrame?> CurrentFrame(FleetId fleet, CancellationToken cancellation);

    /// <summary>What the panel says about the car at an index of the current table, or null when there is none.</summary>
    ValueTask<CarInfo?> Car(FleetId fleet, int index, CancellationToken cancellation);

    /// <summary>The index of a vehicle in the current table, or null when it is not in it.</summary>
    ValueTask<int?> IndexOf(FleetId fleet, VehicleId vehicle, CancellationToken cancellation);
}

/// <summary>What a car's panel says beyond its frame record.</summary>
/// <param name="Vehicle">The vehicle.</param>
/// <param name="Plate">Number plate, as registered; empty when it has none.</param>
/// <param name="Model">Make and model, as registered; empty when unknown.</param>
/// <param name="State">State now.</param>
/// <param name="OdometerMetres">Driven in its life, in metres.</param>
/// <param name="Contract">The contract that has it now, or null.</param>
/// <param name="LastContactAt">When it was last heard from, by the fleet's clock, or null when never.</param>
public sealed record CarInfo(
    VehicleId Vehicle, string Plate, string Model, MapCarState State, long OdometerMetres, ContractId? Contract, DateTimeOffset? LastContactAt);
