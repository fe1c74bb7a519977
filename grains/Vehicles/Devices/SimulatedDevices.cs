namespace FleetActors.Vehicles.Devices;

/// <summary>Built-in devices for generated cities, tests and simulated fleets: they do at once what they are told, once.</summary>
public sealed class SimulatedDevices(IGrainFactory grains) : IDeviceLink
{
    /// <summary>How many executed command ids are remembered over all devices; older ones are past their due time.</summary>
    public const int Memory = 65_536;

    private static readonly Caller Device = new("simulated-device", Role.Device);

    private readonly Lock _gate = new();
    private readonly Dictionary<(VehicleKey, CommandId), bool> _answers = [];
    private readonly Queue<(VehicleKey, CommandId)> _order = [];

    /// <summary>How many commands were executed; a repeat does not count.</summary>
    public long Executed { get; private set; }

    /// <inheritdoc/>
    public ValueTask<bool> Send(VehicleKey vehicle, RemoteCommand command, DateTimeOffset now, CancellationToken cancellation)
    {
        var executed = Execute(vehicle, command, now);
        var report = new ReportRemoteCommand(command.Id, executed, executed ? null : "too late", new(now, Device));
        grains.GetGrain<IVehicleGrain>(vehicle.ToString()).ReportRemoteCommand(report, CancellationToken.None).Ignore();
        return new(true);
    }

    private bool Execute(VehicleKey vehicle, RemoteCommand command, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_answers.TryGetValue((vehicle, command.Id), out var answered)) return answered;
            if (_order.Count >= Memory) _answers.Remove(_order.Dequeue());
            _order.Enqueue((vehicle, command.Id));
            var inTime = now <= command.DueAt;
            _answers.Add((vehicle, command.Id), inTime);
            if (inTime) Executed++;
            return inTime;
        }
    }
}
