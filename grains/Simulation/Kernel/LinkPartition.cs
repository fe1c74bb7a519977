using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace FleetActors.Simulation.Kernel;

/// <summary>
/// A range of nodes with the exit side of the links that lead to them and the entry side of those that leave them. In the
/// second half of a step it takes in the cars that came to the end of a link, and lets cars pass node by node in order of
/// (time, car). It reads nothing that another partition changes in the same half, so partitions run in any order and on
/// any number of threads.
/// </summary>
internal sealed unsafe partial class LinkPartition
{
    private const int PrefetchAhead = 12;

    private readonly KernelArrays _arrays;
    private readonly LinkState* _links;
    private readonly LinkTraits* _traits;
    private readonly CarWay* _way;
    private readonly CarMotion* _motion;
    private readonly int* _outSegments;
    private readonly EntryQueue* _entryQueues;
    private readonly int _firstNode;
    private readonly int _endNode;
    private readonly ulong[] _busyNodes;
    private readonly ulong[] _nodesWithEntries;
    private readonly List<int> _enteredLinks = [];
    private readonly List<int> _leftLinks = [];
    private readonly List<int> _crossed = [];
    private readonly List<KernelArrival> _arrivals = [];
    private readonly List<Emission> _lifted = [];
    private readonly int _patienceMs;
    private KernelTallies _tallies;
    private int _stepEndMs;

    public LinkPartition(KernelArrays arrays, int firstNode, int endNode)
    {
        _arrays = arrays;
        _links = arrays.Links.Items;
        _traits = arrays.Traits.Items;
        _way = arrays.Way.Items;
        _motion = arrays.Motion.Items;
        _outSegments = arrays.OutSegments.Items;
        _entryQueues = arrays.EntryQueues.Items;
        (_firstNode, _endNode) = (firstNode, endNode);
        _busyNodes = new ulong[(endNode - firstNode + 63) / 64];
        _nodesWithEntries = new ulong[_busyNodes.Length];
        _patienceMs = arrays.Roads.Model.PatienceMs;
    }

    public int FirstNode => _firstNode;

    /// <summary>Cars that arrived in the last step, in no particular order.</summary>
    public List<KernelArrival> Arrivals => _arrivals;

    public KernelTallies Tallies => _tallies;

    /// <summary>First half of a step: what was counted in the last one becomes visible to others, and entries are measured.</summary>
    public void Publish()
    {
        var entered = CollectionsMarshal.AsSpan(_enteredLinks);
        for (var i = 0; i < entered.Length; i++)
        {
            PrefetchLink(entered, i + PrefetchAhead);
            _links[entered[i]].EnteredBefore = _links[entered[i]].Entered;
        }

        var left = CollectionsMarshal.AsSpan(_leftLinks);
        for (var i = 0; i < left.Length; i++)
        {
            PrefetchLink(left, i + PrefetchAhead);
            _links[left[i]].LeftBefore = _links[left[i]].Left;
        }

        _enteredLinks.Clear();
        _leftLinks.Clear();
        _arrivals.Clear();
        MeasureEntries();
    }

    /// <summary>A car waits beside the road to enter a link of the network that starts at a node of this partition.</summary>
    public void Enqueue(int node, int roadLink, int car)
    {
        ref var queue = ref _entryQueues[roadLink];
        _way[car].NextInQueue = -1;
        if (queue.Head < 0)
            queue = new EntryQueue(car, car, _way[car].ExitMs, 0);
        else
            _way[queue.Tail].NextInQueue = car;
        queue.Tail = car;
        Mark(_nodesWithEntries, node);
    }

    /// <summary>Second half of a step: takes in what one worker emitted.</summary>
    public void TakeIn(ReadOnlySpan<Emission> emissions)
    {
        for (var i = 0; i < emissions.Length; i++)
        {
            if (i + PrefetchAhead < emissions.Length && Sse.IsSupported)
                Prefetch(emissions[i + PrefetchAhead]);
            if (emissions[i].Link < 0)
                _lifted.Add(emissions[i]);
            else
                Append(emissions[i]);
        }
    }

    /// <summary>Second half of a step that ends at <paramref name="stepEndMs"/>: lets cars pass.</summary>
    public void LetPass(int stepEndMs)
    {
        _stepEndMs = stepEndMs;
        for (var word = 0; word < _busyNodes.Length; word++)
        {
            for (var bits = _busyNodes[word]; bits != 0; bits &= bits - 1)
            {
                var bit = System.Numerics.BitOperations.TrailingZeroCount(bits);
                if (!PassNode(_firstNode + word * 64 + bit))
                    _busyNodes[word] &= ~(1UL << bit);
            }

            for (var bits = _nodesWithEntries[word]; bits != 0; bits &= bits - 1)
            {
                var bit = System.Numerics.BitOperations.TrailingZeroCount(bits);
                if (!EnterFrom(_firstNode + word * 64 + bit))
                    _nodesWithEntries[word] &= ~(1UL << bit);
            }
        }

        PutDownLifted();
    }

    private void PrefetchLink(ReadOnlySpan<int> links, int soon)
    {
        if (soon < links.Length && Sse.IsSupported)
            Sse.Prefetch0(_links + links[soon]);
    }

    private void Prefetch(in Emission soon)
    {
        Sse.Prefetch0(_links + (soon.Link < 0 ? ~soon.Link : soon.Link));
        Sse.Prefetch0(_way + soon.Car);
        Sse.Prefetch0(_motion + soon.Car);
        if (soon.NextLink < 0)
            return;
        Sse.Prefetch0(_links + soon.NextLink);
        Sse.Prefetch0(_traits + soon.NextLink);
    }

    /// <summary>Puts a car at its place in its link's queue, by time of arrival: almost always the last.</summary>
    private void Append(in Emission emission)
    {
        ref var link = ref _links[emission.Link];
        if (link.Head < 0)
        {
            link.Tail = emission.Car;
            SetHead(ref link, emission.Car, emission.ExitMs, emission.NextLink);
            Mark(_busyNodes, _arrays.Roads.EndNode[emission.Link]);
        }
        else if (_way[link.Tail].ExitMs < emission.ExitMs)
        {
            _way[link.Tail].NextInQueue = emission.Car;
            link.Tail = emission.Car;
        }
        else
        {
            InsertEarlier(ref link, emission);
        }
    }

    /// <summary>Cars of one link that end in the same step may be told in any order by different workers.</summary>
    private void InsertEarlier(ref LinkState link, in Emission emission)
    {
        var before = -1;
        var at = link.Head;
        while (_way[at].ExitMs < emission.ExitMs)
            (before, at) = (at, _way[at].NextInQueue);
        _way[emission.Car].NextInQueue = at;
        if (before >= 0)
            _way[before].NextInQueue = emission.Car;
        else
            SetHead(ref link, emission.Car, emission.ExitMs, emission.NextLink);
    }

    private static void SetHead(ref LinkState link, int car, int exitMs, int nextLink)
    {
        link.Head = car;
        link.HeadReadyMs = Math.Max(exitMs, link.ExitBlockMs);
        link.HeadNextLink = nextLink;
    }

    private void Mark(ulong[] nodes, int node)
    {
        var index = node - _firstNode;
        nodes[index >> 6] |= 1UL << (index & 63);
    }
}
