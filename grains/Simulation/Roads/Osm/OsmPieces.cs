namespace FleetActors.Simulation;

/// <summary>A directed link and the way that it is a piece of.</summary>
/// <param name="Road">The link, between numbers of network nodes.</param>
/// <param name="Way">Id of the way.</param>
/// <param name="Piece">Number of the piece; the two directions of one piece share it.</param>
internal readonly record struct OsmLink(RoadLink Road, long Way, int Piece);

/// <summary>The ways of an extract, cut where they meet, end, or are barred.</summary>
internal sealed class OsmPieces
{
    private readonly OsmExtract _extract;
    private readonly OsmSummary _summary;
    private readonly Dictionary<long, int> _uses = [];
    private readonly Dictionary<long, int> _nodeOf = [];
    private readonly HashSet<long> _barred = [];
    private int _pieceCount;

    private OsmPieces(OsmExtract extract, OsmSummary summary) => (_extract, _summary) = (extract, summary);

    /// <summary>Place of every network node.</summary>
    public List<MapPoint> Places { get; } = [];

    /// <summary>All directed links.</summary>
    public List<OsmLink> Links { get; } = [];

    /// <summary>The network node of a junction of the map, or −1.</summary>
    public int NodeOf(long id) => _nodeOf.GetValueOrDefault(id, -1);

    public static OsmPieces Of(OsmExtract extract, OsmSummary summary)
    {
        var pieces = new OsmPieces(extract, summary);
        pieces.CountUses();
        foreach (var road in extract.Roads)
            pieces.Cut(road);
        return pieces;
    }

    /// <summary>A node is a joint when more than one stretch of road leads there; ends count double, so that each is one.</summary>
    private void CountUses()
    {
        foreach (var road in _extract.Roads)
        {
            foreach (var node in road.Nodes)
                _uses[node] = _uses.GetValueOrDefault(node) + 1;
            _uses[road.Nodes[0]]++;
            _uses[road.Nodes[^1]]++;
        }

        foreach (var restriction in _extract.Restrictions)
        {
            if (_uses.TryGetValue(restriction.Via, out var uses))
                _uses[restriction.Via] = uses + 1;
        }
    }

    private void Cut(OsmRoad road)
    {
        var start = -1;
        var isInside = false;
        long lengthMm = 0;
        for (var at = 0; at < road.Nodes.Length; at++)
        {
            var id = road.Nodes[at];
            if (!_extract.Places.TryGetValue(id, out var place))
            {
                // A stretch that has begun runs out of the file, or the way is about to come into it.
                var isEntering = !isInside && at + 1 < road.Nodes.Length && _extract.Places.ContainsKey(road.Nodes[at + 1]);
                if (start >= 0 || isEntering)
                    _summary.CutOffPieces++;
                start = -1;
                continue;
            }

            isInside = true;
            if (start >= 0)
                lengthMm += DistanceMm(_extract.Places[road.Nodes[at - 1]], place);
            var isBarred = _extract.BlockedBy.TryGetValue(id, out var barrier);
            var isAfterGap = at > 0 && !_extract.Places.ContainsKey(road.Nodes[at - 1]);
            if (!isBarred && !isAfterGap && _uses[id] < 2 && at + 1 < road.Nodes.Length)
                continue;
            if (isBarred && _barred.Add(id))
                _summary.CutAt(barrier!);
            if (start >= 0)
                AddPiece(road, start, isBarred ? NewNode(place) : JointAt(id, place), lengthMm);
            start = at + 1 == road.Nodes.Length ? -1 : isBarred ? NewNode(place) : JointAt(id, place);
            lengthMm = 0;
        }

        if (!isInside)
            _summary.CutOffPieces++;
    }

    private void AddPiece(OsmRoad road, int from, int to, long lengthMm)
    {
        var piece = _pieceCount++;
        if (road.ForwardKmh > 0)
            Links.Add(new OsmLink(RoadLink.AtSpeed(from, to, lengthMm, road.ForwardKmh), road.Id, piece));
        if (road.BackwardKmh > 0)
            Links.Add(new OsmLink(RoadLink.AtSpeed(to, from, lengthMm, road.BackwardKmh), road.Id, piece));
    }

    private int JointAt(long id, MapPoint place)
    {
        if (!_nodeOf.TryGetValue(id, out var node))
            _nodeOf.Add(id, node = NewNode(place));
        return node;
    }

    private int NewNode(MapPoint place)
    {
        Places.Add(place);
        return Places.Count - 1;
    }

    /// <summary>By the scale of the place itself: an extract may be as large as a country.</summary>
    private static long DistanceMm(MapPoint from, MapPoint to) => new MapScale(from).DistanceMm(from, to);
}
