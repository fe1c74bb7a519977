namespace FleetActors.Simulation.Kernel;

/// <content>Checkpoints.</content>
public sealed unsafe partial class TrafficKernel
{
    /// <summary>
    /// Saves all that the kernel knows between two steps. Roads and routes are not part of it: a kernel that loads it needs
    /// the same roads and number of cars, and routes at the same places of its store. The number of threads may be another.
    /// </summary>
    public void Save(Stream to) => State(StateStream.To(to));

    /// <summary>Becomes what was saved. Throws <see cref="InvalidDataException"/> when that was another kernel's.</summary>
    public void Load(Stream from) => State(StateStream.From(from));

    /// <summary>Saves or loads it.</summary>
    internal void State(StateStream stream)
    {
        _arrays.State(stream);
        foreach (var partition in _partitions)
            partition.State(stream);
        _charging.State(stream);
        stream.List(nameof(_arrivals), _arrivals);
    }
}
