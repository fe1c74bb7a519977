namespace FleetActors.Simulation.Kernel;

/// <content>What a checkpoint holds of it, and what other regions have to know.</content>
internal sealed unsafe partial class LinkPartition
{
    /// <summary>Segments that cars entered in the last step.</summary>
    public List<int> EnteredLinks => _enteredLinks;

    /// <summary>Segments that cars left in the last step.</summary>
    public List<int> LeftLinks => _leftLinks;

    /// <summary>Cars that entered a segment of another region in the last step.</summary>
    public List<int> Crossed => _crossed;

    /// <summary>Saves or loads it. Arrivals of the last step are the kernel's by now.</summary>
    public void State(StateStream stream)
    {
        stream.Items(nameof(_busyNodes), _busyNodes.AsSpan());
        stream.Items(nameof(_nodesWithEntries), _nodesWithEntries.AsSpan());
        stream.List(nameof(_enteredLinks), _enteredLinks);
        stream.List(nameof(_leftLinks), _leftLinks);
        stream.List(nameof(_crossed), _crossed);
        _tallies = stream.Value(nameof(_tallies), _tallies);
    }
}
