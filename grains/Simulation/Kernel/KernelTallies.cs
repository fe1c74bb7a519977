namespace FleetActors.Simulation.Kernel;

/// <summary>What a kernel, or one of its partitions, has counted since the run began. Whole numbers, so sums are exact in any order.</summary>
public record struct KernelTallies
{
    /// <summary>Cars that entered the first link of a trip.</summary>
    public long Departures { get; set; }

    /// <summary>Cars that came to the end of a trip.</summary>
    public long Arrivals { get; set; }

    /// <summary>Cars that went from one link segment to the next.</summary>
    public long Passages { get; set; }

    /// <summary>Cars that were taken off the road because they stood first in a queue for too long.</summary>
    public long Teleports { get; set; }

    /// <summary>Times that the first car of a queue found its next segment full, once a second.</summary>
    public long FullSeconds { get; set; }

    /// <summary>Length of all segments that were left, in millimetres.</summary>
    public long DrivenMm { get; set; }

    /// <summary>Time between the first link and the end of all trips that ended.</summary>
    public long TripMs { get; set; }

    /// <summary>A sum over all events, each mixed from what, who, when and where: equal for equal runs, whatever the order of execution.</summary>
    public ulong EventHash { get; set; }

    /// <summary>Both together.</summary>
    public static KernelTallies operator +(KernelTallies a, KernelTallies b) => new()
    {
        Departures = a.Departures + b.Departures,
        Arrivals = a.Arrivals + b.Arrivals,
        Passages = a.Passages + b.Passages,
        Teleports = a.Teleports + b.Teleports,
        FullSeconds = a.FullSeconds + b.FullSeconds,
        DrivenMm = a.DrivenMm + b.DrivenMm,
        TripMs = a.TripMs + b.TripMs,
        EventHash = unchecked(a.EventHash + b.EventHash),
    };
}
