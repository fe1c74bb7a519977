using FleetActors.Simulation;
using FleetActors.Simulation.Kernel;

namespace FleetActors.Benchmarks.Simulation;

/// <summary>
/// Routes for a city that is busy everywhere: from every junction a few, and as many that end at it, so that cars which
/// take one after the other never gather anywhere. They are made in rounds by the exact router; after each one, streets
/// get the lanes that the flows so far need, and travel times follow from both, so that routes avoid what is full.
/// </summary>
internal sealed class MetropolisRoutes
{
    /// <summary>Routes from every junction.</summary>
    public const int PerNode = 4;

    /// <summary>The widest street, one way.</summary>
    public const int MostLanes = 6;

    /// <summary>
    /// Share of its free capacity that a street is built for. A street that is jammed lets out a quarter less than a free
    /// one, so jams that arise by chance only dissolve where demand leaves more than that.
    /// </summary>
    private const double PlannedLoad = 0.35;

    private readonly RouteRef[] _routes;
    private readonly SimulationRandom _random = SimulationRandom.ForStream(1, stream: 71);
    private readonly int[] _uses;
    private readonly byte[] _lanes;

    /// <summary>Makes the routes.</summary>
    /// <param name="roads">The city.</param>
    /// <param name="lanes">Least lanes of its links.</param>
    /// <param name="store">Where turns are put.</param>
    /// <param name="cars">Cars that will move at once; decides how full links get.</param>
    /// <param name="blockMetres">Trips stay within squares of this size.</param>
    public MetropolisRoutes(RoadNetwork roads, byte[] lanes, RouteStore store, int cars, int blockMetres)
    {
        _routes = new RouteRef[roads.NodeCount * PerNode];
        _uses = new int[roads.LinkCount];
        _lanes = [.. lanes];
        var times = roads.LinkTravelMs.ToArray();
        for (var round = 0; round < PerNode; round++)
        {
            var weights = new RouteWeights(roads, times);
            AddRound(roads, weights, store, round, Destinations(roads, blockMetres));
            MeanTravelS = (double)TravelMs / LinkedRoutes / 1_000;
            times = BuildFor(roads, cars, round + 1);
        }
    }

    /// <summary>Lanes of every link, built for the traffic.</summary>
    public ReadOnlySpan<byte> Lanes => _lanes;

    /// <summary>Links of all routes.</summary>
    public long Links { get; private set; }

    /// <summary>Travel time of all routes by the times they were made with.</summary>
    public long TravelMs { get; private set; }

    /// <summary>Mean of the same in seconds.</summary>
    public double MeanTravelS { get; private set; }

    /// <summary>Number of routes.</summary>
    public int LinkedRoutes { get; private set; }

    /// <summary>A route from a node.</summary>
    public RouteRef From(int node, int choice) => _routes[node * PerNode + choice % PerNode];

    /// <summary>Every junction is the destination of exactly one other within its square; squares lie elsewhere in every round.</summary>
    private int[] Destinations(RoadNetwork roads, int blockMetres)
    {
        long blockMm = blockMetres * 1_000L;
        var (east, north) = (_random.Below(blockMetres) * 1_000L, _random.Below(blockMetres) * 1_000L);
        var squares = Enumerable.Range(0, roads.NodeCount).GroupBy(node =>
        {
            var eastMm = (long)roads.Scale.DistanceMm(roads.Nodes[node] with { LonE7 = roads.SouthWest.LonE7 }, roads.Nodes[node]) + east;
            var northMm = (long)roads.Scale.DistanceMm(roads.Nodes[node] with { LatE7 = roads.SouthWest.LatE7 }, roads.Nodes[node]) + north;
            return (eastMm / blockMm, northMm / blockMm);
        }).OrderBy(square => square.Key);
        var destinations = new int[roads.NodeCount];
        foreach (var square in squares)
        {
            var nodes = square.ToArray();
            for (var i = nodes.Length - 1; i > 0; i--)
            {
                var other = _random.Below(i + 1);
                (nodes[i], nodes[other]) = (nodes[other], nodes[i]);
            }

            for (var i = 0; i < nodes.Length; i++)
                destinations[nodes[i]] = nodes[(i + 1) % nodes.Length];
        }

        return destinations;
    }

    private void AddRound(RoadNetwork roads, RouteWeights weights, RouteStore store, int round, int[] destinations)
    {
        // Two threads find, one stores, so that the store is the same in every run.
        const int Batch = 4_096;
        var routers = new[] { new Router(weights), new Router(weights) };
        var found = new int[Batch][];
        for (var from = 0; from < roads.NodeCount; from += Batch)
        {
            var count = Math.Min(Batch, roads.NodeCount - from);
            Parallel.For(0, routers.Length, worker =>
            {
                for (var i = worker; i < count; i += routers.Length)
                    found[i] = Find(routers[worker], from + i, destinations[from + i]);
            });
            for (var i = 0; i < count; i++)
            {
                _routes[(from + i) * PerNode + round] = store.Add(found[i]);
                Count(roads, weights, found[i]);
            }
        }
    }

    private static int[] Find(Router router, int from, int to)
    {
        if (from != to && router.TryFind(from, to, out _, out var links))
            return links.ToArray();
        // A square with one junction: around the block.
        var first = router.Roads.FirstOut[from];
        return router.TryFind(router.Roads.LinkTo[first], from, out _, out var back) ? [first, .. back] : throw new InvalidOperationException($"No way from {from} to {to}.");
    }

    private void Count(RoadNetwork roads, RouteWeights weights, int[] links)
    {
        foreach (var link in links)
        {
            _uses[link]++;
            TravelMs += weights.LinkTravelMs[link];
        }

        Links += links.Length;
        LinkedRoutes++;
    }

    /// <summary>
    /// Builds lanes for all cars on these routes at the speed limit, and returns the travel times that follow: the curve of
    /// the Bureau of Public Roads, steeper near capacity.
    /// </summary>
    private int[] BuildFor(RoadNetwork roads, int cars, int rounds)
    {
        var routes = (double)roads.NodeCount * rounds;
        var freeS = Enumerable.Range(0, roads.LinkCount).Sum(link => (double)_uses[link] * roads.LinkTravelMs[link]) / routes / 1_000;
        var tripsPerS = cars / freeS;
        var times = new int[roads.LinkCount];
        for (var link = 0; link < times.Length; link++)
        {
            var headwayS = 1.13 + 7.5 / (roads.LinkLengthMm[link] / (double)roads.LinkTravelMs[link]);
            var lanesFilled = _uses[link] / routes * tripsPerS * headwayS;
            _lanes[link] = (byte)Math.Min(MostLanes, Math.Max(_lanes[link], Math.Ceiling(lanesFilled / PlannedLoad)));
            var load = lanesFilled / _lanes[link];
            times[link] = (int)Math.Min(1_000_000, roads.LinkTravelMs[link] * (1 + 2 * load * load * load * load));
        }

        return times;
    }
}
