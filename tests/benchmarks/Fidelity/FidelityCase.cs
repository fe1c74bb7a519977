using System.Globalization;
using FleetActors.Simulation;

namespace FleetActors.Benchmarks.Fidelity;

/// <summary>A network and the trips on it.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Roads">The network; every link has one lane.</param>
/// <param name="Trips">Trips in order of departure.</param>
public sealed record FidelityCase(string Name, RoadNetwork Roads, FidelityTrip[] Trips)
{
    private const int SecondsOfDemand = 3_600;
    private const int GridNodes = 20;
    private const int GridMetres = 200;
    private const int GridKmh = 50;

    /// <summary>A square grid of two-way streets with trips between random crossings.</summary>
    public static FidelityCase Grid(string name, int trips, int seed) => Of(name, GridRoads(), trips, seed, pairs: null);

    /// <summary>Manhattan with the real places of taxi requests, spread over one hour.</summary>
    public static FidelityCase Manhattan(string folder, string name, int trips, int seed)
    {
        var roads = NodeLinkRoads.Load(Path.Combine(folder, "manhattan_network.json"), []);
        var pairs = File.ReadLines(Path.Combine(folder, "nyc_20k.csv")).Skip(1).Select(line => line.Split(','))
            .Select(cells => (Node(roads, cells[1], cells[2]), Node(roads, cells[3], cells[4]))).ToArray();
        return Of(name, roads, trips, seed, pairs);
    }

    /// <summary>Travel time of all trips on empty roads, on average, in milliseconds.</summary>
    public double FreeMs => Trips.Average(trip => (double)trip.Links.Sum(link => Roads.LinkTravelMs[link]));

    private static FidelityCase Of(string name, RoadNetwork roads, int trips, int seed, (int From, int To)[]? pairs)
    {
        var random = SimulationRandom.ForStream(seed, stream: 81);
        var router = new Router(roads);
        var made = new List<FidelityTrip>(trips);
        while (made.Count < trips)
        {
            var (from, to) = pairs is null ? (random.Below(roads.NodeCount), random.Below(roads.NodeCount)) : pairs[random.Below(pairs.Length)];
            if (from != to && router.TryFind(from, to, out _, out var links))
                made.Add(new FidelityTrip(random.Below(SecondsOfDemand), links.ToArray()));
        }

        return new FidelityCase(name, roads, [.. made.OrderBy(trip => trip.DepartS)]);
    }

    private static int Node(RoadNetwork roads, string lat, string lon) =>
        roads.NearestNode(MapPoint.FromDegrees(double.Parse(lat, CultureInfo.InvariantCulture), double.Parse(lon, CultureInfo.InvariantCulture)));

    private static RoadNetwork GridRoads()
    {
        var scale = new MapScale(GeneratedCity.Centre);
        var nodes = Enumerable.Range(0, GridNodes * GridNodes)
            .Select(i => scale.Offset(GeneratedCity.Centre, i % GridNodes * GridMetres, i / GridNodes * GridMetres)).ToArray();
        var links = new List<RoadLink>();
        for (var node = 0; node < nodes.Length; node++)
        {
            if (node % GridNodes + 1 < GridNodes) BothWays(node, node + 1);
            if (node + GridNodes < nodes.Length) BothWays(node, node + GridNodes);
        }

        return new RoadNetwork(nodes, links);

        void BothWays(int a, int b)
        {
            links.Add(RoadLink.AtSpeed(a, b, GridMetres * 1_000, GridKmh));
            links.Add(RoadLink.AtSpeed(b, a, GridMetres * 1_000, GridKmh));
        }
    }
}
