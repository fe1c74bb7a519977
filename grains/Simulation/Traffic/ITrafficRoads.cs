using FleetActors.Simulation.Kernel;

namespace FleetActors.Simulation.Traffic;

/// <summary>Finds the roads of a run. Every silo makes them for itself, from a name alone, and they must be the same on all.</summary>
public interface ITrafficRoads
{
    /// <summary>The roads of a name. Throws <see cref="ArgumentException"/> when there are none.</summary>
    KernelRoads Of(string name);
}
