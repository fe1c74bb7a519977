using System.Runtime.InteropServices;

namespace FleetActors.Simulation.Kernel;

/// <summary>
/// One link segment, on a cache line of its own. The node where it starts owns the entry side, the node where it ends the
/// exit side; each side counts for itself and sees the other's count as it was when the step began. So any number of
/// nodes may be worked on at once, in any order, with one result.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 64)]
internal struct LinkState
{
    /// <summary>Exit side: first and last car that came to the end and wait, −1 for none. No car overtakes on a segment.</summary>
    public int Head, Tail;

    /// <summary>Exit side: the earliest time at which the first car may leave, as far as known.</summary>
    public int HeadReadyMs;

    /// <summary>Exit side: where the first car goes, −1 to the end of its trip.</summary>
    public int HeadNextLink;

    /// <summary>Exit side: no car leaves before this.</summary>
    public int ExitBlockMs;

    /// <summary>Exit side: cars that left, now and when the step began.</summary>
    public int Left, LeftBefore;

    /// <summary>Entry side: cars that came, now and when the step began.</summary>
    public int Entered, EnteredBefore;

    /// <summary>Entry side: no car enters from a link before this.</summary>
    public int EntryBlockMs;

    /// <summary>Entry side: when the last car that entered comes to the end.</summary>
    public int LastExitMs;

    /// <summary>How many cars find room, at least 1.</summary>
    public int StorageCars;

    /// <summary>With more cars than this the segment counts as jammed.</summary>
    public int JamCars;

    /// <summary>Least time between two cars in free flow, and out of a jam into a free segment.</summary>
    public int FreeHeadwayMs, JamHeadwayMs;

    /// <summary>For each car of a full segment, the time that a gap takes to wander through to its start.</summary>
    public ushort GapMs;

    /// <summary>The part of a headway in which a car passes its own length.</summary>
    public ushort LengthMs;
}
