using System.Runtime.InteropServices;

namespace FleetActors.Simulation.Kernel;

/// <summary>What changes of a car when it passes from one link segment to the next: half a cache line.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 32)]
internal struct CarWay
{
    /// <summary>The segment it is on or waits to enter; the node it is parked at when it is off the road.</summary>
    public int Link;

    /// <summary>The segment after that, or −1 where the trip ends.</summary>
    public int NextLink;

    /// <summary>When it comes to the end of its segment; when charging ends.</summary>
    public int ExitMs;

    /// <summary>The car behind it in the queue it stands in, or −1.</summary>
    public int NextInQueue;

    /// <summary>The turns that come next, the nearest in the lowest bits. While charging: the charge at which it ends.</summary>
    public ulong Turns;

    /// <summary>Turns of the route store that were taken into account already; see <see cref="RouteStore"/>.</summary>
    public uint Cursor;

    /// <summary>What the car is doing.</summary>
    public CarPhase Phase;
}
