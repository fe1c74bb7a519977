namespace FleetActors.Simulation;

/// <summary>A drive over the network from one node to another; without links when both are the same.</summary>
public sealed class Route
{
    private readonly int[] _links;
    private readonly int[] _doneMs;
    private readonly long[] _doneMm;

    /// <summary>A drive at free-flow speed.</summary>
    internal Route(RoadNetwork roads, int from, int to, int[] links)
        : this(roads, from, to, links, roads.LinkTravelMs)
    {
    }

    internal Route(RoadNetwork roads, int from, int to, int[] links, ReadOnlySpan<int> linkTravelMs)
    {
        From = from;
        To = to;
        _links = links;
        _doneMs = new int[links.Length];
        _doneMm = new long[links.Length];
        for (var i = 0; i < links.Length; i++)
        {
            TravelMs += linkTravelMs[links[i]];
            LengthMm += roads.LinkLengthMm[links[i]];
            _doneMs[i] = TravelMs;
            _doneMm[i] = LengthMm;
        }
    }

    /// <summary>Node where the drive starts.</summary>
    public int From { get; }

    /// <summary>Node where the drive ends.</summary>
    public int To { get; }

    /// <summary>Time of the whole drive in milliseconds, by the weights it was found with.</summary>
    public int TravelMs { get; }

    /// <summary>Length of the whole drive in millimetres.</summary>
    public long LengthMm { get; }

    /// <summary>The links in driving order.</summary>
    public ReadOnlySpan<int> Links => _links;

    /// <summary>Length in millimetres of the links before the one at <paramref name="index"/> of <see cref="Links"/>.</summary>
    public long LengthBeforeMm(int index) => index == 0 ? 0 : _doneMm[index - 1];

    /// <summary>
    /// Which link of <see cref="Links"/> is being driven after <paramref name="elapsedMs"/>, and for how long already.
    /// Before the start it is the first link at 0 ms, after the end the last one at its full time. Needs at least one link.
    /// </summary>
    public (int Index, int OnLinkMs) At(long elapsedMs)
    {
        var elapsed = (int)Math.Clamp(elapsedMs, 0, TravelMs);
        var index = Array.BinarySearch(_doneMs, elapsed);
        index = index >= 0 ? Math.Min(index + 1, _links.Length - 1) : ~index;
        return (index, elapsed - (index == 0 ? 0 : _doneMs[index - 1]));
    }
}
