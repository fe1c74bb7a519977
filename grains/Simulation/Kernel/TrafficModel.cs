namespace FleetActors.Simulation.Kernel;

/// <summary>
/// How cars hinder each other: the queue model of Eissfeldt ("Vehicle-based modelling of traffic", Cologne 2004, p. 90
/// and 151 ff.), with the standard figures of SUMO's mesoscopic model, which builds on the same. Out of a segment that is
/// free cars follow each other in <see cref="FreeHeadwayMs"/>, out of a jam into the free in <see cref="JamHeadwayMs"/>,
/// and from jam to jam as fast as gaps wander backwards. All of it holds for one lane; lanes divide it.
/// </summary>
public sealed record TrafficModel
{
    /// <summary>The standard figures.</summary>
    public static readonly TrafficModel Standard = new();

    /// <summary>Time gap between two cars in free flow, without the time in which a car passes its own length.</summary>
    public int FreeHeadwayMs { get; init; } = 1_130;

    /// <summary>Time gap at the head of a jam that dissolves.</summary>
    public int JamHeadwayMs { get; init; } = 1_730;

    /// <summary>Time in which a gap in a jam wanders back by one car.</summary>
    public int GapMs { get; init; } = 1_400;

    /// <summary>Room that a standing car takes, its gap included.</summary>
    public int CarLengthMm { get; init; } = 7_500;

    /// <summary>Links are divided into segments of about this length, so that jams can begin in their middle.</summary>
    public int SegmentMm { get; init; } = 98_000;

    /// <summary>
    /// Gridlock: a car that stands first at the end of its link for this long is taken off the road, carried on along
    /// its route in free travel time, and put down where a segment has room, as SUMO does. Each one is counted.
    /// <see cref="Never"/> lets cars wait for ever.
    /// </summary>
    public int PatienceMs { get; init; } = 300_000;

    /// <summary>No car is ever taken off the road.</summary>
    public const int Never = int.MaxValue;
}
