using System.Runtime.Intrinsics.X86;

namespace FleetActors.Simulation.Kernel;

/// <summary>
/// Traffic in steps of one second. In the first half of a step every car moves on by its speed and its battery by its
/// draw, and cars that come to the end of a link segment are told to the partition of its end node; in the second half
/// partitions let them pass under headway, capacity and room. What passes in one step moves on in the next. The result
/// does not depend on the number of threads. Not for several callers at once; nothing is allocated in a step once lists
/// have grown to what the traffic needs.
/// </summary>
public sealed unsafe partial class TrafficKernel : IDisposable
{
    /// <summary>Length of a step.</summary>
    public const int StepMs = 1_000;

    /// <summary>The latest time a kernel can reach: 24 days. A longer run begins a new kernel from the cars' places.</summary>
    public const int MaxMs = int.MaxValue - 10 * 3_600_000;

    /// <summary>Cars in a shard: their motion fills a quarter of a second-level cache.</summary>
    internal const int ShardCars = 8_192;

    private const int PartitionCount = 64;
    private const int PrefetchAhead = 12;

    private readonly KernelArrays _arrays;
    private readonly LinkPartition[] _partitions;
    private readonly int[] _firstLinkOfPartition;
    private readonly KernelCrew _crew;
    private readonly EmissionBuckets[] _buckets;
    private readonly AlignedArray<int>[] _ended;
    private readonly Action<int, int> _advance;
    private readonly Action<int, int> _admit;
    private readonly int _shardCount;
    private readonly int _firstPartition;
    private readonly int _endPartition;
    private readonly ChargingCars _charging;
    private readonly List<KernelArrival> _arrivals = [];

    /// <summary>A kernel at time 0 with all cars parked at node 0, their batteries empty, and nothing on the roads.</summary>
    /// <param name="roads">Where they drive.</param>
    /// <param name="routes">Where their routes lie.</param>
    /// <param name="cars">How many there are; they are numbered from 0.</param>
    /// <param name="energy">What driving takes.</param>
    /// <param name="threads">How many threads work on a step.</param>
    /// <param name="region">Its part of the roads where several kernels share them; cars are then elsewhere until they are placed.</param>
    public TrafficKernel(KernelRoads roads, RouteStore routes, int cars, EnergyModel? energy = null, int threads = 1, KernelRegion? region = null)
    {
        Region = region ?? KernelRegion.Whole;
        _arrays = new KernelArrays(roads, routes, energy ?? EnergyModel.Standard, cars);
        _charging = new ChargingCars(_arrays);
        _partitions = Divide(_arrays);
        _firstLinkOfPartition = [.. _partitions.Select(partition => roads.FirstIn[partition.FirstNode]), roads.SegmentCount];
        (_firstPartition, _endPartition) = (Region.FirstOf(_partitions.Length), Region.EndOf(_partitions.Length));
        _regionOfPartition = new int[_partitions.Length];
        Settle();
        _crew = new KernelCrew(threads);
        _buckets = [.. Enumerable.Range(0, threads).Select(_ => new EmissionBuckets(_partitions.Length))];
        _ended = [.. Enumerable.Range(0, threads).Select(_ => new AlignedArray<int>(ShardCars))];
        _shardCount = (cars + ShardCars - 1) / ShardCars;
        (_advance, _admit) = (AdvanceShard, AdmitPartition);
    }

    /// <summary>Simulated time at the end of the last step.</summary>
    public int NowMs => _arrays.NowMs;

    /// <summary>Number of cars.</summary>
    public int CarCount => _arrays.Way.Length;

    /// <summary>The roads.</summary>
    public KernelRoads Roads => _arrays.Roads;

    /// <summary>The routes.</summary>
    public RouteStore Routes => _arrays.Routes;

    /// <summary>Trips that ended in the last step, by time and car.</summary>
    public ReadOnlySpan<KernelArrival> Arrivals => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_arrivals);

    /// <summary>Cars whose charging ended in the last step, by number.</summary>
    public ReadOnlySpan<int> Charged => _charging.Ended;

    /// <summary>What was counted so far.</summary>
    public KernelTallies Tallies
    {
        get
        {
            var sum = _charging.Tallies;
            foreach (var partition in _partitions)
                sum += partition.Tallies;
            return sum;
        }
    }

    /// <summary>Puts a parked car at a node of the road network with a charge in joules.</summary>
    public void Place(int car, int node, int batteryJ)
    {
        ref var way = ref WayOf(car);
        if (way.Phase is not (CarPhase.Parked or CarPhase.Elsewhere))
            throw new InvalidOperationException($"Car {car} is {way.Phase}.");
        way.Phase = CarPhase.Parked;
        way.Link = _arrays.Roads.KernelNode[node];
        if (!IsHere(way.Link))
            throw new ArgumentException($"Node {node} is in another region.", nameof(node));
        _arrays.Motion.Items[car].BatteryJ = batteryJ;
    }

    /// <summary>
    /// Sends a parked or charging car on a route that begins at its node. It enters the first link at
    /// <paramref name="departMs"/> (not before now), or as soon as there is room; cars for one link enter in order of these calls.
    /// </summary>
    public void Depart(int car, RouteRef route, int departMs)
    {
        ref var way = ref WayOf(car);
        if (way.Phase == CarPhase.Charging)
            _charging.Stop(car);
        if (way.Phase != CarPhase.Parked)
            throw new InvalidOperationException($"Car {car} is {way.Phase}.");
        var node = _arrays.Roads.KernelNode[_arrays.Roads.Roads.LinkFrom[route.FirstLink]];
        if (node != way.Link)
            throw new ArgumentException($"Car {car} stands at node {_arrays.Roads.RoadNode[way.Link]}, where the route does not begin.", nameof(route));
        var segment = _arrays.Roads.FirstSegment[route.FirstLink];
        way.Link = segment;
        way.ExitMs = Math.Max(departMs, NowMs);
        way.Cursor = route.Cursor;
        way.Turns = _arrays.Routes.WordAt(route.Cursor);
        way.Phase = CarPhase.Entering;
        _partitions[PartitionOfNode(node)].Enqueue(node, route.FirstLink, car);
    }

    /// <summary>
    /// Shortens the trip of a car on the road or about to enter it: it ends with the link the car is on, or with the next
    /// where the car has chosen that already. Tells the last link, in the road network's numbers; null for a car that is
    /// being carried past a jam, which keeps its route.
    /// </summary>
    public int? EndSoon(int car)
    {
        ref var way = ref WayOf(car);
        if (way.Phase == CarPhase.Lifted)
            return null;
        if (way.Phase is not (CarPhase.Entering or CarPhase.Driving or CarPhase.Queued))
            throw new InvalidOperationException($"Car {car} is {way.Phase}.");
        var link = _arrays.Roads.RoadLink[way.Link];
        if (way.Phase != CarPhase.Entering && _arrays.Roads.NextSegment(way.Link) < 0)
        {
            if (way.NextLink < 0)
                return link;
            link = _arrays.Roads.RoadLink[way.NextLink];
        }

        way.Turns = _arrays.Routes.TurnMask;
        return link;
    }

    /// <summary>Plugs a parked car in with this many watts until it has this many joules; <see cref="Charged"/> tells the end.</summary>
    public void Charge(int car, int watts, int untilJ)
    {
        if (WayOf(car).Phase != CarPhase.Parked)
            throw new InvalidOperationException($"Car {car} is {WayOf(car).Phase}.");
        _charging.Start(car, watts, untilJ);
    }

    /// <summary>One second.</summary>
    public void Step()
    {
        if (NowMs > MaxMs - StepMs)
            throw new InvalidOperationException("A kernel runs for 24 days.");
        _crew.Do(_shardCount + _endPartition - _firstPartition, _advance);
        _crew.Do(_endPartition - _firstPartition, _admit);
        _arrays.NowMs += StepMs;
        _charging.End();
        _arrivals.Clear();
        foreach (var partition in _partitions)
            _arrivals.AddRange(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(partition.Arrivals));
        _arrivals.Sort(ByTime);
    }

    /// <summary>Where a car is.</summary>
    public CarReading Read(int car)
    {
        ref var way = ref WayOf(car);
        ref var motion = ref _arrays.Motion.Items[car];
        var roads = _arrays.Roads;
        return way.Phase switch
        {
            CarPhase.Parked or CarPhase.Charging => new CarReading(way.Phase, roads.RoadNode[way.Link], 0, 0, motion.BatteryJ),
            CarPhase.Entering => new CarReading(way.Phase, roads.RoadLink[way.Link], roads.OffsetMm[way.Link], 0, motion.BatteryJ),
            CarPhase.Queued => new CarReading(way.Phase, roads.RoadLink[way.Link], roads.OffsetMm[way.Link] + roads.Traits[way.Link].LengthMm, 0, motion.BatteryJ),
            _ => new CarReading(way.Phase, roads.RoadLink[way.Link], roads.OffsetMm[way.Link] + roads.Traits[way.Link].LengthMm - motion.RemainingMm, motion.SpeedMmS, motion.BatteryJ),
        };
    }

    /// <summary>Cars on a link of the road network, moving or queued.</summary>
    public int CarsOn(int link)
    {
        var cars = 0;
        for (var segment = Roads.FirstSegment[link]; segment >= 0; segment = Roads.NextSegment(segment))
            cars += _arrays.Links.Items[segment].Entered - _arrays.Links.Items[segment].Left;
        return cars;
    }

    /// <summary>
    /// How long a link of the road network takes a car that enters now, in milliseconds: as in free flow, longer while its first
    /// car waits, and in a jam no less than all cars on it need to leave one after the other.
    /// </summary>
    public int PresentTravelMs(int link)
    {
        var sumMs = 0L;
        for (var segment = Roads.FirstSegment[link]; segment >= 0; segment = Roads.NextSegment(segment))
        {
            ref var state = ref _arrays.Links.Items[segment];
            var headWaitsMs = state.Head < 0 ? 0 : NowMs - WayOf(state.Head).ExitMs;
            var cars = unchecked(state.Entered - state.Left);
            sumMs += HeadwayRules.PresentMs(state, cars > state.JamCars ? cars : 0, Roads.Traits[segment].FreeMs, headWaitsMs);
        }

        return (int)Math.Min(RouteWeights.Unreachable - 1, sumMs);
    }

    /// <summary>Cars that have left a link of the road network so far.</summary>
    public int LeftFrom(int link)
    {
        var segment = Roads.FirstSegment[link];
        while (Roads.NextSegment(segment) is >= 0 and var next)
            segment = next;
        return _arrays.Links.Items[segment].Left;
    }

    /// <inheritdoc/>
    public void Dispose() => _crew.Dispose();

    private int PartitionOfNode(int node)
    {
        var (low, high) = (0, _partitions.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_partitions[middle].FirstNode <= node)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    /// <summary>
    /// Partitions are about equally large, so the right one is the first guess or beside it. A table of all links would be
    /// looked up in main memory.
    /// </summary>
    private int PartitionOfLink(int link)
    {
        var first = _firstLinkOfPartition;
        var partition = (int)((long)link * _partitions.Length / _arrays.Roads.SegmentCount);
        while (link < first[partition])
            partition--;
        while (link >= first[partition + 1])
            partition++;
        return partition;
    }

    private static int ByTime(KernelArrival a, KernelArrival b) => a.AtMs != b.AtMs ? a.AtMs.CompareTo(b.AtMs) : a.Car.CompareTo(b.Car);

    /// <summary>Ranges of nodes with about the same number of links that lead to them.</summary>
    private static LinkPartition[] Divide(KernelArrays arrays)
    {
        var roads = arrays.Roads;
        var count = Math.Min(PartitionCount, roads.NodeCount);
        var partitions = new LinkPartition[count];
        var node = 0;
        for (var partition = 0; partition < count; partition++)
        {
            var first = node;
            var enough = (long)roads.SegmentCount * (partition + 1) / count;
            var nodesLeftForOthers = roads.NodeCount - (count - 1 - partition);
            node++;
            while (node < nodesLeftForOthers && (roads.FirstIn[node] < enough || partition == count - 1))
                node++;
            partitions[partition] = new LinkPartition(arrays, first, node);
        }

        return partitions;
    }

    private void AdvanceShard(int worker, int piece)
    {
        if (piece >= _shardCount)
        {
            _partitions[_firstPartition + piece - _shardCount].Publish();
            return;
        }

        var from = piece * ShardCars;
        var ended = _ended[worker].Items;
        var count = CarAdvance.Run(_arrays.Motion.Items, from, Math.Min(from + ShardCars, CarCount), ended);
        var way = _arrays.Way.Items;
        var buckets = _buckets[worker];
        var standing = new CarMotion(CarMotion.Standing, 0, 0, _arrays.Energy.StandingW);
        for (var i = 0; i < count; i++)
        {
            if (i + PrefetchAhead < count && Sse.IsSupported)
                Sse.Prefetch0(way + ended[i + PrefetchAhead]);
            var car = ended[i];
            ref var motion = ref _arrays.Motion.Items[car];
            motion = standing with { BatteryJ = motion.BatteryJ };
            var link = way[car].Link;
            var isLifted = way[car].Phase == CarPhase.Lifted;
            if (!isLifted)
                way[car].Phase = CarPhase.Queued;
            buckets.Add(PartitionOfLink(link), new Emission(car, isLifted ? ~link : link, way[car].ExitMs, way[car].NextLink));
        }
    }

    private void AdmitPartition(int worker, int piece)
    {
        var partition = _firstPartition + piece;
        foreach (var bucket in _buckets)
        {
            _partitions[partition].TakeIn(bucket.Of(partition));
            bucket.Clear(partition);
        }

        _partitions[partition].LetPass(NowMs + StepMs);
    }

    private ref CarWay WayOf(int car)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)car, (uint)CarCount, nameof(car));
        return ref _arrays.Way.Items[car];
    }
}
