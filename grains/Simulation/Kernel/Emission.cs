namespace FleetActors.Simulation.Kernel;

/// <summary>A car that came to the end of its segment in this step: what a shard of cars tells a partition of links.</summary>
internal readonly record struct Emission(int Car, int Link, int ExitMs, int NextLink);
