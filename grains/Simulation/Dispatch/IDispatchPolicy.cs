namespace FleetActors.Simulation;

/// <summary>Which car goes to which request. Implementations are pure: the same batch gives the same plan.</summary>
public interface IDispatchPolicy
{
    /// <summary>What a scenario calls it.</summary>
    string Name { get; }

    /// <summary>
    /// Whether rides wait for each other: they are collected for <see cref="FleetPolicies.DispatchEveryMs"/> and assigned
    /// together. Otherwise each takes its soonest car when it is made, which is what <see cref="Assign"/> gives for one
    /// request; a run then does not ask it, and looks for one car instead of many.
    /// </summary>
    bool CollectsRequests => false;

    /// <summary>The car of each request of the batch, or −1 for one that is left without. No car is sent twice.</summary>
    int[] Assign(DispatchBatch batch);
}

/// <summary>The policies there are, by name.</summary>
public static class DispatchPolicies
{
    /// <summary>First come, first served: each request in turn takes its cheapest car that is left.</summary>
    public static readonly IDispatchPolicy Nearest = new NearestDispatch();

    /// <summary>All requests of the batch together, at the lowest total cost there is.</summary>
    public static readonly IDispatchPolicy Batch = new BatchDispatch();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IDispatchPolicy> All { get; } = [Nearest, Batch];

    /// <summary>The policy of a name, or null.</summary>
    public static IDispatchPolicy? Find(string name) => All.FirstOrDefault(policy => policy.Name == name);
}
