namespace FleetActors.Simulation;

/// <summary>Requests that look for a car at the same moment, each with the cars that could serve it and what each would cost.</summary>
public sealed class DispatchBatch
{
    /// <summary>The largest cost, of a car as of an unserved request: sums over any batch stay whole numbers.</summary>
    public const int MaxCost = 1_000_000_000;

    private readonly int[] _first;
    private readonly int[] _cars;
    private readonly int[] _costs;

    /// <summary>Checks it. Throws <see cref="ArgumentException"/> when rows, cars or costs are out of range.</summary>
    /// <param name="carCount">Cars are 0 up to but without this.</param>
    /// <param name="firstCandidate">First candidate of each request, and the number of all as the last entry.</param>
    /// <param name="candidateCars">Car of each candidate.</param>
    /// <param name="candidateCosts">Cost of each candidate, for example milliseconds until the car is there; 0 to <see cref="MaxCost"/>.</param>
    /// <param name="unservedCost">Cost of leaving one request without a car; 0 to <see cref="MaxCost"/>. A car that costs more is not worth sending.</param>
    public DispatchBatch(int carCount, int[] firstCandidate, int[] candidateCars, int[] candidateCosts, int unservedCost)
    {
        if (firstCandidate.Length == 0 || firstCandidate[0] != 0 || firstCandidate[^1] != candidateCars.Length || candidateCars.Length != candidateCosts.Length)
            throw new ArgumentException("The rows of the requests do not fit the candidates.", nameof(firstCandidate));
        for (var request = 1; request < firstCandidate.Length; request++)
            ArgumentOutOfRangeException.ThrowIfLessThan(firstCandidate[request], firstCandidate[request - 1], nameof(firstCandidate));
        foreach (var car in candidateCars)
            CheckRange(car, carCount - 1, nameof(candidateCars));
        foreach (var cost in candidateCosts)
            CheckRange(cost, MaxCost, nameof(candidateCosts));
        CheckRange(unservedCost, MaxCost, nameof(unservedCost));
        CarCount = carCount;
        UnservedCost = unservedCost;
        (_first, _cars, _costs) = (firstCandidate, candidateCars, candidateCosts);
    }

    /// <summary>Number of requests.</summary>
    public int RequestCount => _first.Length - 1;

    /// <summary>Number of cars, whether anybody's candidates or not.</summary>
    public int CarCount { get; }

    /// <summary>Cost of leaving one request without a car.</summary>
    public int UnservedCost { get; }

    /// <summary>First candidate of each request; the last entry closes the last row.</summary>
    public ReadOnlySpan<int> FirstCandidate => _first;

    /// <summary>Car of each candidate.</summary>
    public ReadOnlySpan<int> CandidateCars => _cars;

    /// <summary>Cost of each candidate.</summary>
    public ReadOnlySpan<int> CandidateCosts => _costs;

    /// <summary>
    /// Total cost of a plan: the car of each request, or −1. Throws <see cref="ArgumentException"/> when a car is sent
    /// twice, or to a request that it is no candidate of.
    /// </summary>
    public long CostOf(ReadOnlySpan<int> carOfRequest)
    {
        if (carOfRequest.Length != RequestCount)
            throw new ArgumentException($"There are {RequestCount} requests, not {carOfRequest.Length}.", nameof(carOfRequest));
        var isSent = new bool[CarCount];
        long total = 0;
        for (var request = 0; request < RequestCount; request++)
        {
            var car = carOfRequest[request];
            if (car >= 0 && isSent[car])
                throw new ArgumentException($"Car {car} is sent to two requests.", nameof(carOfRequest));
            if (car >= 0)
                isSent[car] = true;
            total += car < 0 ? UnservedCost : CostOf(request, car);
        }

        return total;
    }

    private static void CheckRange(int value, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }

    private int CostOf(int request, int car)
    {
        var cost = int.MaxValue;
        for (var i = _first[request]; i < _first[request + 1]; i++)
        {
            if (_cars[i] == car)
                cost = Math.Min(cost, _costs[i]);
        }

        return cost < int.MaxValue ? cost : throw new ArgumentException($"Car {car} is no candidate of request {request}.");
    }
}
