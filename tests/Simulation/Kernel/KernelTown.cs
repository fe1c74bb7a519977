using FleetActors.Simulation;
using FleetActors.Simulation.Kernel;

namespace FleetActors.Tests.Simulation.Kernel;

/// <summary>A square grid of two-way streets, and cars that wander over it: the same from the same seed.</summary>
internal sealed class KernelTown
{
    private const int Side = 6;
    private const int BlockMetres = 120;
    private const int StartJ = 50_000_000;

    private readonly RouteRef[] _routes;
    private readonly int[] _departMs;
    private readonly RouteRef[] _onward;

    public KernelTown(int seed, int cars, int rampSeconds, TrafficModel? model = null)
    {
        Network = Grid();
        Roads = new KernelRoads(Network, model);
        Store = new RouteStore(Network);
        var random = SimulationRandom.ForStream(seed, stream: 1);
        _routes = new RouteRef[cars];
        _departMs = new int[cars];
        Routes = new int[cars][];
        for (var car = 0; car < cars; car++)
        {
            Routes[car] = Wander(random, 2 + random.Below(20), random.Below(Network.LinkCount));
            _routes[car] = Store.Add(Routes[car]);
            _departMs[car] = random.Below(rampSeconds * 1_000);
        }

        Array.Sort(_departMs); // cars enter a street in the order of their calls
        _onward = [.. Enumerable.Range(0, Network.NodeCount).Select(node => Store.Add(Wander(random, 2 + random.Below(20), Network.FirstOut[node])))];
    }

    public RoadNetwork Network { get; }

    public KernelRoads Roads { get; }

    public RouteStore Store { get; }

    public int[][] Routes { get; }

    public int StartCharge => StartJ;

    /// <summary>A way on from a node.</summary>
    public RouteRef RouteFrom(int node) => _onward[node];

    /// <summary>A kernel with every car on its way.</summary>
    public TrafficKernel Begin(int threads)
    {
        var kernel = new TrafficKernel(Roads, Store, _routes.Length, threads: threads);
        for (var car = 0; car < _routes.Length; car++)
        {
            kernel.Place(car, Network.LinkFrom[_routes[car].FirstLink], StartJ);
            kernel.Depart(car, _routes[car], _departMs[car]);
        }

        return kernel;
    }

    /// <summary>Steps until every car has arrived, or so many steps are over.</summary>
    public static int RunToEnd(TrafficKernel kernel, int mostSteps, Action? afterStep = null)
    {
        var steps = 0;
        while (kernel.Tallies.Arrivals < kernel.CarCount && steps < mostSteps)
        {
            kernel.Step();
            steps++;
            afterStep?.Invoke();
        }

        return steps;
    }

    private int[] Wander(SimulationRandom random, int links, int first)
    {
        var way = new int[links];
        way[0] = first;
        for (var i = 1; i < links; i++)
        {
            var node = Network.LinkTo[way[i - 1]];
            way[i] = Network.FirstOut[node] + random.Below(Network.FirstOut[node + 1] - Network.FirstOut[node]);
        }

        return way;
    }

    private static RoadNetwork Grid()
    {
        var scale = new MapScale(GeneratedCity.Centre);
        var nodes = Enumerable.Range(0, Side * Side)
            .Select(i => scale.Offset(GeneratedCity.Centre, i % Side * BlockMetres, i / Side * BlockMetres)).ToArray();
        var links = new List<RoadLink>();
        for (var node = 0; node < nodes.Length; node++)
        {
            if (node % Side + 1 < Side) BothWays(node, node + 1);
            if (node + Side < nodes.Length) BothWays(node, node + Side);
        }

        return new RoadNetwork(nodes, links);

        void BothWays(int a, int b)
        {
            links.Add(RoadLink.AtSpeed(a, b, BlockMetres * 1_000, 50));
            links.Add(RoadLink.AtSpeed(b, a, BlockMetres * 1_000, 50));
        }
    }
}
