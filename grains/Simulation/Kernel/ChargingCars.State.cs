namespace FleetActors.Simulation.Kernel;

/// <content>What a checkpoint holds of it.</content>
internal sealed unsafe partial class ChargingCars
{
    /// <summary>Saves or loads it.</summary>
    public void State(StateStream stream)
    {
        var ends = new List<ulong>();
        ends.AddRange(_ends.Entries);
        stream.List(nameof(_ends), ends);
        _ends.Refill(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ends));
        stream.List(nameof(_ended), _ended);
        Tallies = stream.Value("_chargingTallies", Tallies);
    }
}
