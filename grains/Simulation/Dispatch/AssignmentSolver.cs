namespace FleetActors.Simulation;

/// <summary>
/// Sparse assignment at lowest cost, exact in whole numbers (after Jonker and Volgenant). Every car has a price, zero or
/// more; a request looks at cost plus price. First requests bid for cars, each paying so much more that its second
/// choice becomes as good; then each request still without a car finds the cheapest chain of exchanges that frees one,
/// or leaves somebody unserved. Throughout, every request has what is best for it at the current prices, and a car that
/// nobody has costs nothing: together that means that no plan is cheaper. Solves one batch once.
/// </summary>
internal sealed class AssignmentSolver
{
    /// <summary>Rounds of bidding, in bids for each request: it places most of them; wars over the last cars are left to exchanges.</summary>
    private const int BidsPerRequest = 4;

    private const int Nobody = -1;
    private const int Undecided = -2;

    private readonly DispatchBatch _batch;
    private readonly long[] _price;
    private readonly int[] _requestOfCar;
    private readonly int[] _carOfRequest;
    private readonly int[] _reachedAt;
    private readonly int[] _cameFrom;
    private readonly bool[] _isSettled;
    private readonly List<int> _touched = [];
    private readonly TimeHeap _open = new();

    public AssignmentSolver(DispatchBatch batch)
    {
        _batch = batch;
        _price = new long[batch.CarCount];
        _requestOfCar = new int[batch.CarCount];
        _carOfRequest = new int[batch.RequestCount];
        _reachedAt = new int[batch.CarCount];
        _cameFrom = new int[batch.CarCount];
        _isSettled = new bool[batch.CarCount];
        Array.Fill(_requestOfCar, Nobody);
        Array.Fill(_carOfRequest, Undecided);
        Array.Fill(_reachedAt, int.MaxValue);
    }

    /// <summary>Price of every car after <see cref="Solve"/>: the proof that its plan is the cheapest.</summary>
    public ReadOnlySpan<long> Prices => _price;

    /// <summary>The car of each request, or −1.</summary>
    public int[] Solve()
    {
        foreach (var request in Bid())
            Exchange(request);
        return _carOfRequest;
    }

    /// <summary>Lets requests bid in turn; those without a decision in the end are returned in order.</summary>
    private int[] Bid()
    {
        var waiting = new Queue<int>(Enumerable.Range(0, _batch.RequestCount));
        for (var bids = (long)BidsPerRequest * _batch.RequestCount; bids > 0 && waiting.TryDequeue(out var request); bids--)
        {
            var (best, bestCost, secondCost) = TwoBest(request);
            if (best < 0 || _batch.UnservedCost <= bestCost)
            {
                // Prices never fall, so what is too dear now stays so.
                _carOfRequest[request] = Nobody;
                continue;
            }

            var loser = _requestOfCar[best];
            if (loser >= 0 && secondCost == bestCost)
            {
                // A bid of nothing would only pass the car around.
                waiting.Enqueue(request);
                continue;
            }

            if (loser >= 0)
            {
                _carOfRequest[loser] = Undecided;
                waiting.Enqueue(loser);
            }

            _price[best] += secondCost - bestCost;
            _requestOfCar[best] = request;
            _carOfRequest[request] = best;
        }

        return [.. Enumerable.Range(0, _batch.RequestCount).Where(request => _carOfRequest[request] == Undecided)];
    }

    /// <summary>The best car at the current prices, and the cost of the next best choice, being left unserved included. Equal to the best when another choice is as good.</summary>
    private (int Best, long BestCost, long SecondCost) TwoBest(int request)
    {
        var (best, bestCost, secondCost) = (Nobody, long.MaxValue, (long)_batch.UnservedCost);
        for (var i = _batch.FirstCandidate[request]; i < _batch.FirstCandidate[request + 1]; i++)
        {
            var car = _batch.CandidateCars[i];
            var cost = _batch.CandidateCosts[i] + _price[car];
            if (cost < bestCost || (cost == bestCost && _requestOfCar[best] >= 0 && _requestOfCar[car] < 0))
            {
                if (car != best)
                    secondCost = Math.Min(secondCost, bestCost);
                (best, bestCost) = (car, cost);
            }
            else if (car != best)
                secondCost = Math.Min(secondCost, cost);
        }

        return (best, bestCost, secondCost);
    }

    /// <summary>
    /// Shortest augmenting path from a request over cars to a free car, or to a request that is best left unserved.
    /// Distances are what the exchange would cost above the prices; those at or beyond the best way out are of no use,
    /// so all of them are below <see cref="DispatchBatch.MaxCost"/>.
    /// </summary>
    private void Exchange(int request)
    {
        var own = OwnCost(request);
        var (unserved, total) = (request, (int)(_batch.UnservedCost - own));
        var free = Nobody;
        Reach(request, own, 0, total);
        while (_open.Count > 0)
        {
            var (distance, car) = _open.Pop();
            if (distance >= total)
                break;
            if (_isSettled[car] || distance != _reachedAt[car])
                continue;
            if (_requestOfCar[car] < 0)
            {
                (free, total) = (car, distance);
                break;
            }

            _isSettled[car] = true;
            var holder = _requestOfCar[car];
            var holderCost = CostOf(holder, car) + _price[car];
            if (distance + _batch.UnservedCost - holderCost < total)
                (unserved, total) = (holder, (int)(distance + _batch.UnservedCost - holderCost));
            Reach(holder, holderCost, distance, total);
        }

        RaisePrices(total);
        if (free >= 0)
            HandOver(free, request);
        else
            LeaveUnserved(unserved, request);
    }

    /// <summary>What the request would pay for its best choice: the dual price of its row.</summary>
    private long OwnCost(int request)
    {
        var (_, bestCost, _) = TwoBest(request);
        return Math.Min(bestCost, _batch.UnservedCost);
    }

    private void Reach(int request, long rowCost, int distance, int limit)
    {
        for (var i = _batch.FirstCandidate[request]; i < _batch.FirstCandidate[request + 1]; i++)
        {
            var car = _batch.CandidateCars[i];
            var reached = distance + _batch.CandidateCosts[i] + _price[car] - rowCost;
            if (_isSettled[car] || reached >= limit || reached >= _reachedAt[car])
                continue;
            if (_reachedAt[car] == int.MaxValue)
                _touched.Add(car);
            _reachedAt[car] = (int)reached;
            _cameFrom[car] = request;
            _open.Push((int)reached, car);
        }
    }

    /// <summary>Cars on the way become dearer by what they were nearer than the end, so that the new holders still have what is best for them.</summary>
    private void RaisePrices(int total)
    {
        foreach (var car in _touched)
        {
            if (_isSettled[car] && _reachedAt[car] < total)
                _price[car] += total - _reachedAt[car];
            _reachedAt[car] = int.MaxValue;
            _isSettled[car] = false;
        }

        _touched.Clear();
        _open.Clear();
    }

    /// <summary>Gives a car to the request that reached it, that one's former car to the one that reached that, and so on back to the first.</summary>
    private void HandOver(int car, int first)
    {
        while (true)
        {
            var request = _cameFrom[car];
            var former = _carOfRequest[request];
            _requestOfCar[car] = request;
            _carOfRequest[request] = car;
            if (request == first)
                return;
            car = former;
        }
    }

    private void LeaveUnserved(int request, int first)
    {
        var freed = _carOfRequest[request];
        _carOfRequest[request] = Nobody;
        if (request != first)
            HandOver(freed, first);
    }

    private int CostOf(int request, int car)
    {
        var cost = int.MaxValue;
        for (var i = _batch.FirstCandidate[request]; i < _batch.FirstCandidate[request + 1]; i++)
        {
            if (_batch.CandidateCars[i] == car)
                cost = Math.Min(cost, _batch.CandidateCosts[i]);
        }

        return cost;
    }
}
