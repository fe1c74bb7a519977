using FleetActors.Simulation;
using Google.OrTools.Graph;

namespace FleetActors.Tests.Simulation;

/// <summary>What a batch costs at least, by OR-Tools: the judge of our own solver, in tests and in its benchmark.</summary>
internal static class OrToolsOptimum
{
    /// <summary>One unit of flow from each request, to a car that takes one, or to the one place that takes all the unserved.</summary>
    public static long Of(DispatchBatch batch)
    {
        if (batch.RequestCount == 0) return 0;
        using var flow = new MinCostFlow();
        var (firstCar, unserved, sink) = (batch.RequestCount, batch.RequestCount + batch.CarCount, batch.RequestCount + batch.CarCount + 1);
        for (var request = 0; request < batch.RequestCount; request++)
        {
            flow.SetNodeSupply(request, 1);
            flow.AddArcWithCapacityAndUnitCost(request, unserved, 1, batch.UnservedCost);
            for (var i = batch.FirstCandidate[request]; i < batch.FirstCandidate[request + 1]; i++)
                flow.AddArcWithCapacityAndUnitCost(request, firstCar + batch.CandidateCars[i], 1, batch.CandidateCosts[i]);
        }

        for (var car = 0; car < batch.CarCount; car++)
            flow.AddArcWithCapacityAndUnitCost(firstCar + car, sink, 1, 0);
        flow.AddArcWithCapacityAndUnitCost(unserved, sink, batch.RequestCount, 0);
        flow.SetNodeSupply(sink, -batch.RequestCount);
        return flow.Solve() == MinCostFlowBase.Status.OPTIMAL ? flow.OptimalCost() : throw new InvalidOperationException("OR-Tools found no optimum.");
    }
}
