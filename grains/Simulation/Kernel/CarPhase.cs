namespace FleetActors.Simulation.Kernel;

/// <summary>What a car of the kernel is doing.</summary>
public enum CarPhase
{
    /// <summary>Off the road at a node.</summary>
    Parked = 0,

    /// <summary>Off the road at a node, waiting for room on the first link.</summary>
    Entering = 1,

    /// <summary>Moving along a link.</summary>
    Driving = 2,

    /// <summary>At the end of a link, waiting for headway or for room on the next one.</summary>
    Queued = 3,

    /// <summary>Off the road, plugged in.</summary>
    Charging = 4,

    /// <summary>Taken off the road after it stood too long: carried along its route until a segment has room.</summary>
    Lifted = 5,

    /// <summary>In the region of another kernel, or not placed yet where several kernels share the roads.</summary>
    Elsewhere = 6,
}
