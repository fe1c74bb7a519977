namespace FleetActors.Vehicles.Devices;

/// <summary>
/// The way to the cars' telematics units. A command may be handed over more than once; the device tells repeats by the
/// command's id, executes each at most once, and none past its due time. Answers come in as
/// <see cref="IVehicleGrain.ReportRemoteCommand"/>; an implementation must not await that from within <see cref="Send"/>.
/// </summary>
public interface IDeviceLink
{
    /// <summary>Hands a command over.</summary>
    /// <returns>True when the device or its gateway has it; false when it waits to be fetched.</returns>
    ValueTask<bool> Send(VehicleKey vehicle, RemoteCommand command, DateTimeOffset now, CancellationToken cancellation);
}
