namespace FleetActors.Simulation.Kernel;

/// <summary>
/// A road network as the kernel drives on it. Links are cut into segments of about 98 m; the node between two segments of
/// a link belongs to the kernel alone. Segments are numbered by the node at their end, so those that a node lets out are
/// neighbours in memory. Never changes; several kernels may share one.
/// </summary>
public sealed class KernelRoads
{
    private readonly LinkTraits[] _traits;
    private readonly LinkState[] _fresh;
    private readonly int[] _firstSegment;
    private readonly int[] _roadLink;
    private readonly int[] _offsetMm;
    private readonly int[] _startNode;
    private readonly int[] _endNode;
    private readonly int[] _firstIn;
    private readonly int[] _kernelNode;
    private readonly int[] _roadNode;

    /// <summary>Cuts and numbers the network.</summary>
    /// <param name="roads">The network.</param>
    /// <param name="model">How cars hinder each other.</param>
    /// <param name="lanes">Lanes of every link, at least 1; null for one lane everywhere.</param>
    /// <param name="slopesPermille">Rise of every link in driving direction; null where it is not known.</param>
    public KernelRoads(RoadNetwork roads, TrafficModel? model = null, ReadOnlyMemory<byte>? lanes = null, ReadOnlyMemory<short>? slopesPermille = null)
    {
        Roads = roads;
        Model = model ?? TrafficModel.Standard;
        var pieces = new int[roads.LinkCount];
        for (var link = 0; link < pieces.Length; link++)
            pieces[link] = Math.Max(1, (int)(((long)roads.LinkLengthMm[link] + Model.SegmentMm / 2) / Model.SegmentMm));
        SegmentCount = pieces.Sum();
        NodeCount = checked(roads.NodeCount + SegmentCount - roads.LinkCount);

        _traits = new LinkTraits[SegmentCount];
        _fresh = new LinkState[SegmentCount];
        _firstSegment = new int[roads.LinkCount];
        _roadLink = new int[SegmentCount];
        _offsetMm = new int[SegmentCount];
        _startNode = new int[SegmentCount];
        _endNode = new int[SegmentCount];
        _firstIn = new int[NodeCount + 1];
        _kernelNode = new int[roads.NodeCount];
        _roadNode = new int[NodeCount];
        Number(pieces);
        for (var link = 0; link < roads.LinkCount; link++)
            Cut(link, pieces[link], lanes is { } known ? known.Span[link] : 1, slopesPermille is { } rise ? rise.Span[link] : 0);
    }

    /// <summary>The network it was made from.</summary>
    public RoadNetwork Roads { get; }

    /// <summary>How cars hinder each other.</summary>
    public TrafficModel Model { get; }

    /// <summary>Number of link segments.</summary>
    public int SegmentCount { get; }

    /// <summary>Number of nodes, those between segments included.</summary>
    public int NodeCount { get; }

    /// <summary>The first segment of every link; the others have the numbers that <see cref="NextSegment"/> tells.</summary>
    internal ReadOnlySpan<int> FirstSegment => _firstSegment;

    internal ReadOnlySpan<LinkTraits> Traits => _traits;

    internal ReadOnlySpan<LinkState> Fresh => _fresh;

    /// <summary>The link that a segment is a part of.</summary>
    internal ReadOnlySpan<int> RoadLink => _roadLink;

    /// <summary>Where a segment begins on its link.</summary>
    internal ReadOnlySpan<int> OffsetMm => _offsetMm;

    internal ReadOnlySpan<int> StartNode => _startNode;

    internal ReadOnlySpan<int> EndNode => _endNode;

    /// <summary>The first segment that ends at a node.</summary>
    internal ReadOnlySpan<int> FirstIn => _firstIn;

    /// <summary>The kernel's number of a node of the network.</summary>
    internal ReadOnlySpan<int> KernelNode => _kernelNode;

    /// <summary>The network's number of a kernel node, or −1 between segments.</summary>
    internal ReadOnlySpan<int> RoadNode => _roadNode;

    /// <summary>The segment after this one on the same link, or −1.</summary>
    internal int NextSegment(int segment) => _traits[segment].OutBase < 0 ? ~_traits[segment].OutBase : -1;

    /// <summary>How many cars find room on a link of the network.</summary>
    public int StorageOf(int link)
    {
        var cars = 0;
        for (var segment = _firstSegment[link]; segment >= 0; segment = NextSegment(segment))
            cars += _fresh[segment].StorageCars;
        return cars;
    }

    /// <summary>
    /// A node of the network follows the inner nodes of all links that lead to it. As segments are numbered in order of
    /// the node at their end, a link's segments lie close together, and those that enter a node side by side.
    /// </summary>
    private void Number(int[] pieces)
    {
        var (node, segment) = (0, 0);
        for (var roadNode = 0; roadNode < Roads.NodeCount; roadNode++)
        {
            var (first, end) = (Roads.FirstIn[roadNode], Roads.FirstIn[roadNode + 1]);
            for (var i = first; i < end; i++)
            {
                var link = Roads.InLinks[i];
                _firstSegment[link] = pieces[link] == 1 ? -1 : segment;
                for (var piece = 1; piece < pieces[link]; piece++)
                {
                    _roadNode[node] = -1;
                    _firstIn[node] = segment;
                    _endNode[segment++] = node++;
                }
            }

            _kernelNode[roadNode] = node;
            _roadNode[node] = roadNode;
            _firstIn[node] = segment;
            for (var i = first; i < end; i++)
            {
                var link = Roads.InLinks[i];
                if (pieces[link] == 1)
                    _firstSegment[link] = segment;
                _roadLink[segment] = link;
                _endNode[segment++] = node;
            }

            node++;
        }

        _firstIn[node] = segment;
    }

    private void Cut(int link, int pieces, int lanes, int slopePermille)
    {
        long lengthMm = Roads.LinkLengthMm[link];
        long travelMs = Roads.LinkTravelMs[link];
        var outBase = Roads.FirstOut[Roads.LinkTo[link]];
        var last = LastSegment(link);
        for (var piece = 0; piece < pieces; piece++)
        {
            // Inner segments of a link were numbered one after the other; the last one lies with its end node.
            var segment = piece == pieces - 1 ? last : _firstSegment[link] + piece;
            var next = piece == pieces - 2 ? last : segment + 1;
            var fromMm = lengthMm * piece / pieces;
            var pieceMm = (int)Math.Max(1, lengthMm * (piece + 1) / pieces - fromMm);
            var pieceMs = (int)Math.Max(1, travelMs * (piece + 1) / pieces - travelMs * piece / pieces);
            _roadLink[segment] = link;
            _offsetMm[segment] = (int)fromMm;
            _startNode[segment] = piece == 0 ? _kernelNode[Roads.LinkFrom[link]] : _endNode[_firstSegment[link] + piece - 1];
            _traits[segment] = new LinkTraits(pieceMm, pieceMs, piece == pieces - 1 ? outBase : ~next, slopePermille);
            _fresh[segment] = HeadwayRules.Fresh(Model, pieceMm, pieceMs, lanes);
        }
    }

    private int LastSegment(int link)
    {
        var node = _kernelNode[Roads.LinkTo[link]];
        for (var segment = _firstIn[node]; segment < _firstIn[node + 1]; segment++)
        {
            if (_roadLink[segment] == link)
                return segment;
        }

        throw new InvalidOperationException($"Link {link} was not numbered.");
    }
}
