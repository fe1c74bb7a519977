namespace FleetActors.Simulation.Kernel;

/// <summary>A car that came to the end of its segment in this step: what a shard of cars tells a partition of links.</summary>
/// <param name="Car">Its number.</param>
/// <param name="Link">The segment; its complement for a car that is carried over it.</param>
/// <param name="ExitMs">When it came to the end.</param>
/// <param name="NextLink">The segment after that, or −1 where the trip ends.</param>
internal readonly record struct Emission(int Car, int Link, int ExitMs, int NextLink);
