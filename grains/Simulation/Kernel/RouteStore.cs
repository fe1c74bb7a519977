namespace FleetActors.Simulation.Kernel;

/// <summary>A stored route: where it begins, and where its turns lie.</summary>
/// <param name="FirstLink">Its first link, in the road network's numbers.</param>
/// <param name="Cursor">Its first turn in the store.</param>
public readonly record struct RouteRef(int FirstLink, uint Cursor);

/// <summary>
/// Routes as turns: of each link only which one it is among those that leave its node, 4 bits where no node has more than
/// 15 of them, else 8. A hundred links take 50 bytes. Any number of cars may share a route. Words of 64 bits are filled
/// from the lowest bits up, so a car reads a word and shifts turns out of it; the highest value ends a route.
/// </summary>
public sealed partial class RouteStore
{
    private const int ChunkShift = 13;
    private const int ChunkWords = 1 << ChunkShift;
    private const int MaxOut = 255;
    private const long MaxTurns = 1L << 32;

    private readonly RoadNetwork _roads;
    private readonly List<ulong[]> _chunks = [];
    private readonly List<int> _routesIn = [];
    private readonly Stack<int> _empty = [];
    private int _open = -1;
    private int _filled = ChunkWords;

    /// <summary>An empty store for routes on one network.</summary>
    public RouteStore(RoadNetwork roads)
    {
        _roads = roads;
        var most = 0;
        for (var node = 0; node < roads.NodeCount; node++)
            most = Math.Max(most, roads.FirstOut[node + 1] - roads.FirstOut[node]);
        if (most > MaxOut)
            throw new ArgumentException($"A node has {most} out-links; routes can tell {MaxOut} apart.", nameof(roads));
        BitsPerTurn = most < 16 ? 4 : 8;
    }

    /// <summary>4 or 8.</summary>
    public int BitsPerTurn { get; }

    /// <summary>Turns in a word.</summary>
    public int TurnsPerWord => 64 / BitsPerTurn;

    /// <summary>Bits of one turn; as a turn, the end of a route.</summary>
    public ulong TurnMask => (1UL << BitsPerTurn) - 1;

    /// <summary>Bytes set aside for routes.</summary>
    public long Bytes => (long)_chunks.Count * ChunkWords * sizeof(ulong);

    /// <summary>Stores a route of at least one link, at most 65,000; the links must follow each other.</summary>
    public RouteRef Add(ReadOnlySpan<int> links)
    {
        if (links.IsEmpty)
            throw new ArgumentException("A route needs at least one link.", nameof(links));
        MakeRoom((links.Length + TurnsPerWord - 1) / TurnsPerWord);
        var cursor = (uint)(((long)_open * ChunkWords + _filled) * TurnsPerWord);
        var word = 0UL;
        var shift = 0;
        for (var i = 1; i <= links.Length; i++)
        {
            var turn = i == links.Length ? TurnMask : TurnBetween(links[i - 1], links[i]);
            word |= turn << shift;
            shift += BitsPerTurn;
            if (shift < 64 && i < links.Length)
                continue;
            _chunks[_open][_filled++] = word;
            (word, shift) = (0, 0);
        }

        _routesIn[_open]++;
        return new RouteRef(links[0], cursor);
    }

    /// <summary>Gives a route's room back, once no car follows it any more. Room is used again in chunks of 64 KB.</summary>
    public void Release(RouteRef route)
    {
        var chunk = (int)(route.Cursor / (uint)TurnsPerWord >> ChunkShift);
        if (--_routesIn[chunk] == 0 && chunk != _open)
            _empty.Push(chunk);
    }

    /// <summary>The word at a cursor that begins one.</summary>
    internal ulong WordAt(uint cursor)
    {
        var word = cursor / (uint)TurnsPerWord;
        return _chunks[(int)(word >> ChunkShift)][word & (ChunkWords - 1)];
    }

    private ulong TurnBetween(int link, int next)
    {
        var node = _roads.LinkTo[link];
        if (_roads.LinkFrom[next] != node)
            throw new ArgumentException($"Link {next} does not follow link {link}.");
        return (ulong)(next - _roads.FirstOut[node]);
    }

    private void MakeRoom(int words)
    {
        if (words > ChunkWords)
            throw new ArgumentException($"A route of {words} words is longer than the {ChunkWords} of a chunk.");
        if (_filled + words <= ChunkWords)
            return;
        if (_open >= 0 && _routesIn[_open] == 0)
            _empty.Push(_open);
        if (!_empty.TryPop(out _open))
        {
            _open = _chunks.Count;
            if (_open >= MaxTurns / ChunkWords / TurnsPerWord)
                throw new InvalidOperationException("The route store is full.");
            _chunks.Add(new ulong[ChunkWords]);
            _routesIn.Add(0);
        }

        _filled = 0;
    }
}
