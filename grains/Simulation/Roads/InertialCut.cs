namespace FleetActors.Simulation;

/// <summary>
/// Finds a small set of nodes that cuts a connected part of a network in two ("inertial flow"): the part is laid out along
/// a few directions, and between its first and its last quarter in each direction a smallest set of joints is found
/// by maximum flow. The set with the fewest nodes for the balance it gives wins.
/// </summary>
internal sealed class InertialCut(Neighbourhood graph, MapPoint[] places, int[] partOf)
{
    private const int SourcePermille = 250;

    /// <summary>East, north, and the directions between; longitudes are not shrunk, so no cosine decides.</summary>
    private static readonly (int Lat, int Lon)[] Directions = [(0, 1), (1, 0), (1, 1), (1, -1)];

    private readonly UnitFlow _flow = new(graph, partOf);

    /// <summary>
    /// A non-empty set of nodes of the part without which it falls apart (or nothing is left of it), ascending.
    /// The part has at least three nodes, is connected, ascending, and shares one number in <c>partOf</c>.
    /// </summary>
    public int[] Separator(int[] part)
    {
        int[] best = [];
        var bestScore = double.MaxValue;
        var keys = new long[part.Length];
        foreach (var (lat, lon) in Directions)
        {
            var laid = part.ToArray();
            for (var i = 0; i < laid.Length; i++)
                keys[i] = (((long)places[laid[i]].LatE7 * lat + (long)places[laid[i]].LonE7 * lon) << 24) ^ (uint)(laid[i] & 0xFFFFFF);
            Array.Sort(keys, laid);
            var quarter = Math.Max(1, (int)((long)laid.Length * SourcePermille / 1_000));
            _flow.Maximize(part, laid[..quarter], laid[^quarter..]);
            Consider(_flow.SourceSide(), ref best, ref bestScore, part.Length);
            Consider(_flow.SinkSide(), ref best, ref bestScore, part.Length);
        }

        return best;
    }

    private static void Consider((List<int> Border, int Inside) side, ref int[] best, ref double bestScore, int size)
    {
        var smaller = Math.Min(side.Inside, size - side.Inside - side.Border.Count);
        var score = side.Border.Count / (smaller + 0.5);
        if (score >= bestScore)
            return;
        bestScore = score;
        best = [.. side.Border.Order()];
    }
}
