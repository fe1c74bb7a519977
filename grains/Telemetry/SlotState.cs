using System.Runtime.InteropServices;
using FleetActors.Vehicles;

namespace FleetActors.Telemetry;

/// <summary>Commercial state of a slot, in 24 bytes that are also stored as they are (<see cref="StateChunk"/>).</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct SlotState
{
    /// <summary>Its bytes.</summary>
    public const int Size = 24;

    /// <summary>The generation of a slot whose car has gone to another shard; no car's.</summary>
    public const int Gone = 0;

    public long Revision;
    public long Tenancy;
    public int Generation;
    public byte Status;
    public byte Class;
    public bool IsContactable;

    public SlotState(int generation, long revision, in VehicleSummary summary)
    {
        (Generation, Revision, Tenancy, IsContactable) = (generation, revision, summary.Tenancy, summary.IsContactable);
        (Status, Class) = (checked((byte)summary.Status), checked((byte)summary.Class));
    }

    public readonly VehicleSummary Summary => new((VehicleStatus)Status, (VehicleClass)Class, IsContactable, Tenancy);
}
