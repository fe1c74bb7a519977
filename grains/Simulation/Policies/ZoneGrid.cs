using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>
/// The map in squares, for policies that think in neighbourhoods. Squares without a node are left out; the others are
/// numbered from south-west to north-east, row by row.
/// </summary>
public sealed class ZoneGrid
{
    /// <summary>The most squares that a map is cut into; on larger maps they grow.</summary>
    public const int MaxSquares = 4_096;

    private readonly int[] _zoneOfNode;

    /// <summary>Cuts a map.</summary>
    /// <param name="roads">The map.</param>
    /// <param name="metres">Side of a square, at least 1.</param>
    public ZoneGrid(RoadNetwork roads, int metres)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(metres);
        var widthMm = roads.Scale.DistanceMm(roads.SouthWest, roads.SouthWest with { LonE7 = roads.NorthEast.LonE7 });
        var heightMm = roads.Scale.DistanceMm(roads.SouthWest, roads.SouthWest with { LatE7 = roads.NorthEast.LatE7 });
        var sideMm = metres * 1_000L;
        while ((widthMm / sideMm + 1) * (heightMm / sideMm + 1) > MaxSquares)
            sideMm *= 2;
        var columns = (int)(widthMm / sideMm + 1);
        var rows = (int)(heightMm / sideMm + 1);
        var squareOfNode = new int[roads.NodeCount];
        for (var node = 0; node < roads.NodeCount; node++)
        {
            var column = Part(roads.Nodes[node].LonE7, roads.SouthWest.LonE7, roads.NorthEast.LonE7, columns);
            squareOfNode[node] = Part(roads.Nodes[node].LatE7, roads.SouthWest.LatE7, roads.NorthEast.LatE7, rows) * columns + column;
        }

        var used = squareOfNode.Distinct().Order().ToArray();
        var zoneOfSquare = used.Select((square, zone) => (square, zone)).ToDictionary(pair => pair.square, pair => pair.zone);
        _zoneOfNode = Array.ConvertAll(squareOfNode, square => zoneOfSquare[square]);
        Middles = FindMiddles(roads, used.Length);
    }

    /// <summary>Number of zones, at least 1.</summary>
    public int Count => Middles.Length;

    /// <summary>Of each zone the node nearest to the middle of its nodes.</summary>
    public ImmutableArray<int> Middles { get; }

    /// <summary>The zone of a node.</summary>
    public int Of(int node) => _zoneOfNode[node];

    private ImmutableArray<int> FindMiddles(RoadNetwork roads, int count)
    {
        var latitudes = new long[count];
        var longitudes = new long[count];
        var nodes = new int[count];
        for (var node = 0; node < _zoneOfNode.Length; node++)
        {
            var zone = _zoneOfNode[node];
            latitudes[zone] += roads.Nodes[node].LatE7;
            longitudes[zone] += roads.Nodes[node].LonE7;
            nodes[zone]++;
        }

        var best = Enumerable.Repeat(-1, count).ToArray();
        var bestMm = new double[count];
        for (var node = 0; node < _zoneOfNode.Length; node++)
        {
            var zone = _zoneOfNode[node];
            var middle = new MapPoint((int)(latitudes[zone] / nodes[zone]), (int)(longitudes[zone] / nodes[zone]));
            var squaredMm = roads.Scale.SquaredMm(middle, roads.Nodes[node]);
            if (best[zone] < 0 || squaredMm < bestMm[zone])
                (best[zone], bestMm[zone]) = (node, squaredMm);
        }

        return [.. best];
    }

    private static int Part(int value, int least, int most, int parts) => (int)Math.Min(parts - 1, ((long)value - least) * parts / Math.Max(1, (long)most - least));
}
