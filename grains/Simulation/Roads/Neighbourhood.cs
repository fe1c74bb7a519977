namespace FleetActors.Simulation;

/// <summary>Who is joined to whom, whatever the direction and however often; no node is its own neighbour.</summary>
internal sealed class Neighbourhood
{
    private readonly int[] _first;
    private readonly int[] _neighbours;

    private Neighbourhood(int[] first, int[] neighbours, int[] opposite) => (_first, _neighbours, Opposite) = (first, neighbours, opposite);

    public int NodeCount => _first.Length - 1;

    /// <summary>Index of the first neighbour of each node in <see cref="Ends"/>.</summary>
    public ReadOnlySpan<int> First => _first;

    /// <summary>Neighbours of all nodes, ascending for each.</summary>
    public ReadOnlySpan<int> Ends => _neighbours;

    /// <summary>For each entry of <see cref="Ends"/> the entry of the same pair seen from the other node.</summary>
    public int[] Opposite { get; }

    public ReadOnlySpan<int> Of(int node) => _neighbours.AsSpan(_first[node], _first[node + 1] - _first[node]);

    public static Neighbourhood Of(SearchGraph graph)
    {
        var pairs = new List<ulong>(graph.ArcCount * 2);
        for (var arc = 0; arc < graph.ArcCount; arc++)
        {
            var (tail, head) = ((ulong)graph.Tail[arc], (ulong)graph.Head[arc]);
            if (tail == head)
                continue;
            pairs.Add((tail << 32) | head);
            pairs.Add((head << 32) | tail);
        }

        pairs.Sort();
        var first = new int[graph.NodeCount + 1];
        var neighbours = new List<int>(pairs.Count);
        var last = ulong.MaxValue;
        foreach (var pair in pairs)
        {
            if (pair == last)
                continue;
            last = pair;
            neighbours.Add((int)(pair & uint.MaxValue));
            first[(int)(pair >> 32) + 1]++;
        }

        for (var node = 0; node < graph.NodeCount; node++)
            first[node + 1] += first[node];
        int[] ends = [.. neighbours];
        return new Neighbourhood(first, ends, OppositeOf(first, ends));
    }

    /// <summary>Entries come in order of (node, neighbour), so those that point to a node come up in order of its own neighbours.</summary>
    private static int[] OppositeOf(int[] first, int[] ends)
    {
        var opposite = new int[ends.Length];
        var next = first.AsSpan(0, first.Length - 1).ToArray();
        for (var entry = 0; entry < ends.Length; entry++)
            opposite[entry] = next[ends[entry]]++;
        return opposite;
    }
}
