using FleetActors.Simulation;
using FleetActors.Simulation.Kernel;

namespace FleetActors.Benchmarks.Simulation;

/// <summary>
/// The benchmark's world: generated cities side by side, all alike, with lanes by speed limit and traffic, signals at their
/// crossings, and one set of routes.
/// </summary>
internal sealed class Metropolis
{
    /// <summary>
    /// What a crossing with signals takes on average, beside the queues that the kernel plays: where level of service B of
    /// the Highway Capacity Manual (10 to 20 s) becomes C. Without it a city of 30 to 70 km/h is crossed at 55 km/h.
    /// </summary>
    private const int SignalMs = 20_000;

    private readonly RoadNetwork _city;
    private readonly MetropolisRoutes _routes;
    private readonly int _cities;

    /// <summary>Builds it.</summary>
    /// <param name="junctions">Junctions of a city.</param>
    /// <param name="cities">How many of them.</param>
    /// <param name="carsPerCity">Cars that will move at once in each.</param>
    /// <param name="blockMetres">Trips stay within squares of this size.</param>
    public Metropolis(int junctions, int cities, int carsPerCity, int blockMetres)
    {
        var streets = BuildCity(junctions);
        var lanes = new byte[streets.LinkCount];
        for (var link = 0; link < lanes.Length; link++)
            lanes[link] = LanesAt(streets.LinkSpeedKmh(link));
        _city = WithSignals(streets);
        _cities = cities;
        Store = new RouteStore(_city);
        _routes = new MetropolisRoutes(_city, lanes, Store, carsPerCity, blockMetres);
        var whole = cities == 1 ? _city : Repeat(_city, cities);
        var allLanes = new byte[whole.LinkCount];
        for (var city = 0; city < cities; city++)
            _routes.Lanes.CopyTo(allLanes.AsSpan(city * lanes.Length));
        for (var link = 0; link < lanes.Length; link++)
        {
            LaneKm += _city.LinkLengthMm[link] / 1e6 * _routes.Lanes[link];
            WayKm += _city.LinkLengthMm[link] / 1e6;
        }

        Roads = new KernelRoads(whole, lanes: allLanes);
    }

    /// <summary>All cities.</summary>
    public KernelRoads Roads { get; }

    /// <summary>Length of a city's streets, each way and each lane for itself.</summary>
    public double LaneKm { get; }

    /// <summary>Length of a city's streets, each way for itself.</summary>
    public double WayKm { get; }

    /// <summary>All routes.</summary>
    public RouteStore Store { get; }

    /// <summary>Mean number of links of a route.</summary>
    public double LinksPerRoute => (double)_routes.Links / _routes.LinkedRoutes;

    /// <summary>Mean travel time when routes were made.</summary>
    public double PlannedTripS => _routes.MeanTravelS;

    /// <summary>Number of routes of a city.</summary>
    public int RouteCount => _routes.LinkedRoutes;

    /// <summary>A route from a node of any city.</summary>
    public RouteRef RouteFrom(int node, int choice)
    {
        var (city, local) = (node / _city.NodeCount, node % _city.NodeCount);
        var route = _routes.From(local, choice);
        return route with { FirstLink = route.FirstLink + city * _city.LinkCount };
    }

    /// <summary>Length of a route.</summary>
    public long LengthMm(RouteRef route)
    {
        var network = Roads.Roads;
        var (link, length, turnsPerWord) = (route.FirstLink, (long)network.LinkLengthMm[route.FirstLink], (uint)Store.TurnsPerWord);
        for (var cursor = route.Cursor; ; cursor++)
        {
            var turn = Store.WordAt(cursor) >> (int)(cursor % turnsPerWord) * Store.BitsPerTurn & Store.TurnMask;
            if (turn == Store.TurnMask) return length;
            link = network.FirstOut[network.LinkTo[link]] + (int)turn;
            length += network.LinkLengthMm[link];
        }
    }

    /// <summary>The generator leaves parks and dead ends out; asked for a little more, it has at least as many junctions as wanted.</summary>
    private static RoadNetwork BuildCity(int junctions)
    {
        for (var asked = junctions; ; asked += junctions / 50 + 1)
        {
            var city = GeneratedCity.Build(1, asked);
            if (city.NodeCount >= junctions)
                return city;
        }
    }

    /// <summary>The same streets in the same order, each with the signal at its end.</summary>
    private static RoadNetwork WithSignals(RoadNetwork streets) => new(streets.Nodes.ToArray(), Enumerable.Range(0, streets.LinkCount)
        .Select(link => new RoadLink(streets.LinkFrom[link], streets.LinkTo[link], streets.LinkLengthMm[link], streets.LinkTravelMs[link] + SignalMs)));

    private static byte LanesAt(int speedKmh) => speedKmh switch { < 40 => 1, < 55 => 2, _ => 3 };

    private static RoadNetwork Repeat(RoadNetwork city, int times)
    {
        var nodes = new List<MapPoint>(city.NodeCount * times);
        var links = new List<RoadLink>(city.LinkCount * times);
        for (var copy = 0; copy < times; copy++)
        {
            var (first, eastE7) = (copy * city.NodeCount, copy * 6_000_000);
            foreach (var node in city.Nodes)
                nodes.Add(node with { LonE7 = node.LonE7 + eastE7 });
            for (var link = 0; link < city.LinkCount; link++)
                links.Add(new RoadLink(first + city.LinkFrom[link], first + city.LinkTo[link], city.LinkLengthMm[link], city.LinkTravelMs[link]));
        }

        return new RoadNetwork(nodes, links);
    }
}
