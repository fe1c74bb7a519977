namespace FleetActors.Simulation.Kernel;

/// <summary>Cars beside the road that wait to enter a link, first come, first served.</summary>
/// <param name="Head">The first, −1 for none.</param>
/// <param name="Tail">The last, −1 for none.</param>
/// <param name="DueMs">When the first wants to enter.</param>
/// <param name="MostCars">With fewer cars than this on the link's first segment it may; looked up anew in every step in which it is due.</param>
internal record struct EntryQueue(int Head, int Tail, int DueMs, int MostCars)
{
    /// <summary>No car waits.</summary>
    public static readonly EntryQueue Empty = new(-1, -1, 0, 0);
}
