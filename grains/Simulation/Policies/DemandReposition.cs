using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>
/// Spreads free cars over the zones in proportion to the requests of the last while. Zones short of cars are filled in
/// order of what they lack, each from the nearest zones with too many; at most a share of the free cars moves at a time.
/// </summary>
public sealed class DemandReposition : IRepositionPolicy
{
    /// <inheritdoc/>
    public string Name => "demand";

    /// <inheritdoc/>
    public bool MovesCars => true;

    /// <inheritdoc/>
    public ImmutableArray<ZoneMove> Plan(RepositionLook look, FleetPolicies limits)
    {
        var requests = look.RecentRequests.Sum(count => (long)count);
        if (requests == 0)
            return [];
        var balance = Balance(look, requests);
        var free = look.FreeCars.ToArray();
        var mayMove = look.FreeCars.Sum(count => (long)count) * limits.RepositionMostPermille / 1_000;
        var moves = ImmutableArray.CreateBuilder<ZoneMove>();
        foreach (var to in Enumerable.Range(0, balance.Length).Where(zone => balance[zone] < 0).OrderBy(zone => balance[zone]).ThenBy(zone => zone).ToArray())
        {
            foreach (var from in NearestFirst(look, to, balance, free))
            {
                var cars = (int)Math.Min(mayMove, Math.Min(-balance[to], Math.Min(balance[from], free[from])));
                if (cars <= 0)
                    break;
                moves.Add(new ZoneMove(from, to, cars));
                balance[to] += cars;
                balance[from] -= cars;
                free[from] -= cars;
                mayMove -= cars;
            }
        }

        return moves.ToImmutable();
    }

    /// <summary>Cars that each zone has too many (or, negative, too few), by largest remainders; they sum to zero.</summary>
    private static int[] Balance(RepositionLook look, long requests)
    {
        var supply = new int[look.FreeCars.Length];
        for (var zone = 0; zone < supply.Length; zone++)
            supply[zone] = look.FreeCars[zone] + look.ComingCars[zone];
        var cars = supply.Sum(count => (long)count);
        var due = new int[supply.Length];
        for (var zone = 0; zone < due.Length; zone++)
            due[zone] = (int)(cars * look.RecentRequests[zone] / requests);
        var rest = (int)(cars - due.Sum(count => (long)count));
        foreach (var zone in Enumerable.Range(0, due.Length).OrderByDescending(zone => cars * look.RecentRequests[zone] % requests).ThenBy(zone => zone).Take(rest))
            due[zone]++;
        for (var zone = 0; zone < due.Length; zone++)
            supply[zone] -= due[zone];
        return supply;
    }

    private static int[] NearestFirst(RepositionLook look, int to, int[] balance, int[] free)
    {
        var nodes = look.Roads.Nodes;
        var middle = nodes[look.Zones.Middles[to]];
        var giving = Enumerable.Range(0, balance.Length).Where(zone => balance[zone] > 0 && free[zone] > 0).ToArray();
        var squaredMm = new double[giving.Length];
        for (var i = 0; i < giving.Length; i++)
            squaredMm[i] = look.Roads.Scale.SquaredMm(nodes[look.Zones.Middles[giving[i]]], middle);
        Array.Sort(squaredMm, giving);
        return giving;
    }
}
