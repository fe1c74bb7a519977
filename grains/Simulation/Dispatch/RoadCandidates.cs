namespace FleetActors.Simulation;

/// <summary>Makes a <see cref="DispatchBatch"/> from where cars and customers are: the soonest cars of each request, at the cost of their drive.</summary>
public static class RoadCandidates
{
    /// <summary>Looks for the soonest cars on the roads.</summary>
    /// <param name="roads">The network.</param>
    /// <param name="carNodes">Node of every free car.</param>
    /// <param name="requestNodes">Node of every request.</param>
    /// <param name="each">Cars for each request, at least 1; there are fewer where fewer get there in time.</param>
    /// <param name="maxMs">Longest drive to a customer.</param>
    /// <param name="unservedCost">Cost of leaving a request without a car, in milliseconds of driving that would be just as bad.</param>
    public static DispatchBatch Find(RoadNetwork roads, ReadOnlySpan<int> carNodes, ReadOnlySpan<int> requestNodes, int each, int maxMs, int unservedCost)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(each);
        var free = new FreeCars(roads.NodeCount);
        for (var car = 0; car < carNodes.Length; car++)
            free.Add(carNodes[car], car);
        var search = new NearestCarSearch(roads, free);
        var first = new int[requestNodes.Length + 1];
        var cars = new List<int>(requestNodes.Length * each);
        var costs = new List<int>(requestNodes.Length * each);
        var found = new CarOnItsWay[each];
        for (var request = 0; request < requestNodes.Length; request++)
        {
            var count = search.ByDriving(requestNodes[request], Math.Min(maxMs, DispatchBatch.MaxCost), static _ => true, found);
            foreach (var (car, timeMs) in found.AsSpan(0, count))
            {
                cars.Add(car);
                costs.Add(timeMs);
            }

            first[request + 1] = cars.Count;
        }

        return new DispatchBatch(carNodes.Length, first, [.. cars], [.. costs], unservedCost);
    }
}
