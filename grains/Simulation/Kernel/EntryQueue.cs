namespace FleetActors.Simulation.Kernel;

/// <summary>Cars beside the road that wait to enter a segment, first come, first served; −1 for none.</summary>
internal record struct EntryQueue(int Head, int Tail);
