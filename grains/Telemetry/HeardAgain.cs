using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>
/// Tells a vehicle whose record does not believe in contact that its car was heard: once, until it answers by a change or the next
/// check. To be used in the shard's turns only.
/// </summary>
internal sealed class HeardAgain(IGrainFactory grains, FleetId fleet, ShardSlots slots)
{
    private readonly HashSet<int> _asked = [];

    /// <summary>Something happened to a car.</summary>
    public void Tell(int slot, in PackedFix fix)
    {
        if (slots.IsContactable(slot) || !_asked.Add(slot)) return;
        grains.GetGrain<IVehicleGrain>(new VehicleKey(fleet, slots.Vehicle(slot)).ToString())
            .ReportContact(new(IsContactable: true, new(DateTimeOffset.FromUnixTimeMilliseconds(fix.AtMs), Caller.Platform)), CancellationToken.None)
            .Ignore();
    }

    /// <summary>A vehicle has answered.</summary>
    public void Answered(int slot) => _asked.Remove(slot);

    /// <summary>What was asked and not answered is asked again.</summary>
    public Task AskAgain(CancellationToken cancellation)
    {
        _asked.Clear();
        return Task.CompletedTask;
    }
}
