namespace FleetActors.Simulation;

/// <summary>The plan with the lowest total cost, proven by prices; see <see cref="AssignmentSolver"/>. Of several such plans always the same one.</summary>
public sealed class BatchDispatch : IDispatchPolicy
{
    /// <inheritdoc/>
    public string Name => "batch";

    /// <inheritdoc/>
    public bool CollectsRequests => true;

    /// <inheritdoc/>
    public int[] Assign(DispatchBatch batch) => new AssignmentSolver(batch).Solve();
}
