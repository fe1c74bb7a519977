namespace FleetActors.Simulation;

/// <summary>What an edge of a <see cref="RoadHierarchy"/> stands for in one direction: an arc of the graph, or a descent along one edge followed by a climb along another.</summary>
/// <param name="First">Edge to descend, or the complement of an arc.</param>
/// <param name="Second">Edge to climb after it.</param>
internal readonly record struct EdgeOrigin(int First, int Second)
{
    public static EdgeOrigin OfArc(int arc) => new(~arc, 0);

    public bool IsArc => First < 0;

    public int Arc => ~First;
}
