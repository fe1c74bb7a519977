using FleetActors.Telemetry;

namespace FleetActors.Sdk;

/// <summary>
/// One car's way into its shard, from <see cref="TelemetryWriter.OpenAsync(VehicleId, CancellationToken)"/>. Holds the car's
/// newest acknowledged fix for as long as it is not durable.
/// </summary>
public sealed class TelemetryWriterCar
{
    private PackedFix _acknowledged;
    private int _version;

    internal TelemetryWriterCar(VehicleId id, VehicleHandle handle, TelemetryWriterLane lane) => (Id, Handle, Lane) = (id, handle, lane);

    /// <summary>Which car.</summary>
    public VehicleId Id { get; }

    /// <summary>
    /// The newest fix that the shard acknowledged, or null; of one moment, whichever thread asks. It survives a crash of the silo
    /// as long as its writer lives.
    /// </summary>
    public Fix? LatestAcknowledged
    {
        get
        {
            for (var spin = new SpinWait(); ; spin.SpinOnce())
            {
                var before = Volatile.Read(ref _version);
                var fix = _acknowledged;
                Volatile.ReadBarrier();
                if ((before & 1) == 0 && Volatile.Read(ref _version) == before) return fix.Exists ? fix.Unpack() : null;
            }
        }
    }

    internal VehicleHandle Handle { get; set; }

    /// <summary>Whether the shard knew it when it was last asked.</summary>
    internal bool IsRegistered => Handle.Generation != 0;

    internal TelemetryWriterLane Lane { get; }

    /// <summary>When <see cref="LatestAcknowledged"/> was taken. For the lane's loop only.</summary>
    internal long AcknowledgedAtMs => _acknowledged.AtMs;

    /// <summary><see cref="LatestAcknowledged"/> as it goes over the wire. For the lane's loop only.</summary>
    internal ref readonly PackedFix Acknowledged => ref _acknowledged;

    /// <summary>The batch that carried it.</summary>
    internal long Sequence { get; private set; }

    /// <summary>Whether the lane has it in its list of what may yet be lost.</summary>
    internal bool IsAtRisk { get; set; }

    /// <summary>A newer fix was acknowledged. For the lane's loop only.</summary>
    internal void Acknowledge(in PackedFix fix, long sequence)
    {
        _version = unchecked(_version + 1);
        Volatile.WriteBarrier();
        _acknowledged = fix;
        Volatile.Write(ref _version, unchecked(_version + 1));
        Sequence = sequence;
    }
}
