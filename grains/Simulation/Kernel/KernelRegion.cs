namespace FleetActors.Simulation.Kernel;

/// <summary>
/// The part of the roads that one kernel works on when several share them: so many neighbouring partitions of links. Each
/// of these kernels knows all roads and has room for every car, but moves only the cars that are in its region.
/// </summary>
/// <param name="Index">Which one, from 0.</param>
/// <param name="Count">Of how many, at most as many as there are partitions.</param>
public readonly record struct KernelRegion(int Index, int Count)
{
    /// <summary>All roads.</summary>
    public static readonly KernelRegion Whole = new(0, 1);

    /// <summary>Its first partition.</summary>
    internal int FirstOf(int partitions) => partitions * Index / Count;

    /// <summary>The partition after its last one.</summary>
    internal int EndOf(int partitions) => partitions * (Index + 1) / Count;
}
