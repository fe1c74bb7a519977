namespace FleetActors.Simulation.Kernel;

/// <summary>A car at the end of its trip.</summary>
/// <param name="Car">Its number.</param>
/// <param name="AtMs">When it arrived.</param>
/// <param name="StartedMs">When it entered the first link.</param>
/// <param name="Link">The link at whose end it left the road, in the road network's numbers.</param>
/// <param name="BatteryJ">Its charge in joules.</param>
public readonly record struct KernelArrival(int Car, int AtMs, int StartedMs, int Link, int BatteryJ);
