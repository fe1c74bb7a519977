using FleetActors.Simulation.Kernel;

namespace FleetActors.Benchmarks.Simulation;

/// <summary>Hears of the trips of <see cref="MetropolisTraffic"/>, in the order of their events.</summary>
internal interface ITrips
{
    /// <summary>A car will leave a node at this time.</summary>
    void Leaves(int car, int node, RouteRef route, int atMs);

    /// <summary>A car has arrived at a node.</summary>
    void Arrived(int car, int node, int atMs);
}
