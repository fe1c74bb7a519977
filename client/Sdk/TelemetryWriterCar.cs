using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
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
    // Slot and generation in one, so that they are read together, and not as a struct: that would lie far from the lane, which each write reads too.
    private ulong _place;

    internal TelemetryWriterCar(VehicleId id, VehicleHandle handle, TelemetryWriterLane lane)
    {
        (Id, Lane) = (id, lane);
        Take(handle);
    }

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

    /// <summary>Its slot and the generation of that, as the shard last said.</summary>
    internal (int Slot, int Generation) Place => Unpack(_place);

    /// <summary>Whether the shard knew it when it was last asked.</summary>
    internal bool IsRegistered => Place.Generation != 0;

    internal TelemetryWriterLane Lane { get; }

    /// <summary>When <see cref="LatestAcknowledged"/> was taken. For the lane's loop only.</summary>
    internal long AcknowledgedAtMs => _acknowledged.AtMs;

    /// <summary><see cref="LatestAcknowledged"/> as it goes over the wire. For the lane's loop only.</summary>
    internal ref readonly PackedFix Acknowledged => ref _acknowledged;

    /// <summary>The batch that carried it.</summary>
    internal long Sequence { get; private set; }

    /// <summary>Whether the lane has it in its list of what may yet be lost.</summary>
    internal bool IsAtRisk { get; set; }

    private static (int Slot, int Generation) Unpack(ulong place) => unchecked(((int)place, (int)(place >> 32)));

    /// <summary>The shard has said where it is; the default when it is not registered.</summary>
    internal void Take(VehicleHandle handle) => _place = unchecked((uint)handle.Slot | (ulong)(uint)handle.Generation << 32);

    /// <summary>Asks for the memory of what an acknowledgement changes.</summary>
    internal unsafe void Prefetch()
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref _acknowledged));
    }

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
