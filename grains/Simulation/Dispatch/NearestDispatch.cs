namespace FleetActors.Simulation;

/// <summary>First come, first served: each request in turn takes its cheapest car that is left; of equal ones the lowest number.</summary>
public sealed class NearestDispatch : IDispatchPolicy
{
    /// <inheritdoc/>
    public string Name => "nearest";

    /// <inheritdoc/>
    public int[] Assign(DispatchBatch batch)
    {
        var isTaken = new bool[batch.CarCount];
        var plan = new int[batch.RequestCount];
        for (var request = 0; request < plan.Length; request++)
        {
            var (best, bestCost) = (-1, batch.UnservedCost);
            for (var i = batch.FirstCandidate[request]; i < batch.FirstCandidate[request + 1]; i++)
            {
                var (car, cost) = (batch.CandidateCars[i], batch.CandidateCosts[i]);
                if (!isTaken[car] && (cost < bestCost || (cost == bestCost && best >= 0 && car < best)))
                    (best, bestCost) = (car, cost);
            }

            plan[request] = best;
            if (best >= 0)
                isTaken[best] = true;
        }

        return plan;
    }
}
