using FleetActors.Telemetry;

namespace FleetActors.Sdk;

/// <summary>
/// One car's way into its shard, from <see cref="TelemetryWriter.OpenAsync(VehicleId, CancellationToken)"/>. Holds the car's
/// newest acknowledged fix for as long as it is not durable.
/// </summary>
public sealed class TelemetryWriterCar
{
    // Slot and generation in one, so that they are read together, and beside the lane.
    private ulong _place;
    private TelemetryWriterLane _lane;

    internal TelemetryWriterCar(VehicleId id, VehicleHandle handle, TelemetryWriterLane lane, AcknowledgedFix acknowledged)
    {
        (Id, _lane, Acknowledged) = (id, lane, acknowledged);
        Take(handle);
    }

    /// <summary>Which car.</summary>
    public VehicleId Id { get; }

    /// <summary>
    /// The newest fix that the shard acknowledged, or null; of one moment, whichever thread asks. It survives a crash of the silo
    /// as long as its writer lives.
    /// </summary>
    public Fix? LatestAcknowledged => Acknowledged.Read();

    /// <summary>Its slot and the generation of that, as the shard last said.</summary>
    internal (int Slot, int Generation) Place => Unpack(_place);

    /// <summary>Whether the shard knew it when it was last asked.</summary>
    internal bool IsRegistered => Place.Generation != 0;

    /// <summary>The way to the shard that has it; another one once that shard was split. Changed by <see cref="TelemetryWriterLane.Leave"/> only.</summary>
    internal TelemetryWriterLane Lane => Volatile.Read(ref _lane);

    /// <summary>What <see cref="LatestAcknowledged"/> shows.</summary>
    internal AcknowledgedFix Acknowledged { get; }

    /// <summary>The shard has said where it is; the default when it is not registered.</summary>
    internal void Take(VehicleHandle handle) => _place = unchecked((uint)handle.Slot | (ulong)(uint)handle.Generation << 32);

    /// <summary>Another shard has it now.</summary>
    internal void Take(VehicleHandle handle, TelemetryWriterLane lane)
    {
        Take(handle); // first: whoever sees the lane sees its place there
        Volatile.Write(ref _lane, lane);
    }

    private static (int Slot, int Generation) Unpack(ulong place) => unchecked(((int)place, (int)(place >> 32)));
}
