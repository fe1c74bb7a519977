namespace FleetActors.Vehicles.Devices;

/// <summary>
/// For fleets whose gateways poll: nothing is handed over; the commands wait in the vehicle's record until a gateway fetches
/// them by <see cref="IVehicleGrain.TakeRemoteCommands"/>.
/// </summary>
public sealed class GatewayQueue : IDeviceLink
{
    /// <inheritdoc/>
    public ValueTask<bool> Send(VehicleKey vehicle, RemoteCommand command, DateTimeOffset now, CancellationToken cancellation) => new(false);
}
