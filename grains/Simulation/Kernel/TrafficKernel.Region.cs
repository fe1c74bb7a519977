namespace FleetActors.Simulation.Kernel;

/// <content>
/// Several kernels for one network. Cars belong to the region of the node at the end of their link, or at which they stand.
/// Between two steps each kernel tells the others which cars entered their links, how many entered or left a link that crosses
/// the border, and which car waits at the end of one that begins there; all of it is what partitions of one kernel see of each other, so the regions together take the very
/// course of one kernel.
/// </content>
public sealed unsafe partial class TrafficKernel
{
    private readonly int[] _regionOfPartition;
    private readonly List<int> _firstSegmentsIn = [];
    private readonly List<int> _firstSegmentsOut = [];

    /// <summary>The part of the roads that this kernel works on.</summary>
    public KernelRegion Region { get; }

    /// <summary>The first node of the road network in its region; those up to the next region's are its own.</summary>
    public int FirstRoadNode
    {
        get
        {
            var first = _partitions[_firstPartition].FirstNode;
            var node = _arrays.Roads.KernelNode.BinarySearch(first);
            return node < 0 ? ~node : node;
        }
    }

    /// <summary>What the other regions have to know of the last step, by region; empty for this one. Cars that it tells of are gone from here.</summary>
    internal BorderNews[] TakeNews()
    {
        var news = new BorderNews[Region.Count];
        for (var region = 0; region < news.Length; region++)
            news[region] = new BorderNews();
        for (var partition = _firstPartition; partition < _endPartition; partition++)
        {
            foreach (var link in _partitions[partition].EnteredLinks)
                NewsFor(news, _arrays.Roads.EndNode[link])?.Entered.Add(new(link, _arrays.Links.Items[link].Entered));
            foreach (var link in _partitions[partition].LeftLinks)
                NewsFor(news, _arrays.Roads.StartNode[link])?.Left.Add(new(link, _arrays.Links.Items[link].Left));
            foreach (var car in _partitions[partition].Crossed)
                Send(car, NewsFor(news, _arrays.Roads.EndNode[_arrays.Way.Items[car].Link])!);
            _partitions[partition].Crossed.Clear();
        }

        foreach (var segment in _firstSegmentsIn)
        {
            ref var link = ref _arrays.Links.Items[segment];
            if (link.Head >= 0)
                NewsFor(news, _arrays.Roads.StartNode[segment])!.Heads.Add(new(segment, link.Head, _arrays.Way.Items[link.Head].ExitMs, link.ExitBlockMs));
        }

        return news;
    }

    /// <summary>Before the first news of a step: who waited beyond the borders is told anew each time.</summary>
    internal void ForgetHeads()
    {
        foreach (var segment in _firstSegmentsOut)
            _arrays.Links.Items[segment].Head = -1;
    }

    /// <summary>Takes in what another region tells, before the next step. Answers the routes of the cars that came, by car.</summary>
    internal List<(int Car, RouteRef? Route)> Hear(BorderNews news)
    {
        foreach (var (link, count) in news.Entered)
            (_arrays.Links.Items[link].Entered, _arrays.Links.Items[link].EnteredBefore) = (count, count);
        foreach (var (link, count) in news.Left)
            (_arrays.Links.Items[link].Left, _arrays.Links.Items[link].LeftBefore) = (count, count);
        foreach (var (link, car, exitMs, exitBlockMs) in news.Heads)
        {
            (_arrays.Links.Items[link].Head, _arrays.Links.Items[link].ExitBlockMs) = (car, exitBlockMs);
            _arrays.Way.Items[car].ExitMs = exitMs;
        }

        var routes = new List<(int Car, RouteRef? Route)>(news.Cars.Count);
        var words = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(news.Words);
        foreach (var arriving in news.Cars)
        {
            routes.Add((arriving.Car, Receive(arriving, words[..arriving.Words])));
            words = words[arriving.Words..];
        }

        return routes;
    }

    private BorderNews? NewsFor(BorderNews[] news, int node)
    {
        var region = _regionOfPartition[PartitionOfNode(node)];
        return region == Region.Index ? null : news[region];
    }

    private void Send(int car, BorderNews news)
    {
        ref var way = ref _arrays.Way.Items[car];
        var words = way.NextLink < 0 ? 0 : Routes.CopyAhead(way.Cursor, news.Words);
        news.Cars.Add(new BorderCar(car, _arrays.StartedMs.Items[car], words, _arrays.Motion.Items[car], way));
        Forget(car);
    }

    private RouteRef? Receive(in BorderCar arriving, ReadOnlySpan<ulong> words)
    {
        ref var way = ref _arrays.Way.Items[arriving.Car];
        way = arriving.Way;
        _arrays.Motion.Items[arriving.Car] = arriving.Motion;
        _arrays.StartedMs.Items[arriving.Car] = arriving.StartedMs;
        if (words.IsEmpty)
            return null;
        var begin = Routes.Take(words);
        way.Cursor = begin + arriving.Way.Cursor % (uint)Routes.TurnsPerWord;
        return new RouteRef(_arrays.Roads.RoadLink[way.Link], begin);
    }

    private void Forget(int car)
    {
        _arrays.Way.Items[car] = new CarWay { NextLink = -1, NextInQueue = -1, Phase = CarPhase.Elsewhere };
        _arrays.Motion.Items[car] = new CarMotion(CarMotion.Standing, 0, 0, 0);
    }

    private bool IsHere(int node) => _regionOfPartition[PartitionOfNode(node)] == Region.Index;

    /// <summary>Which segments are its own, and that no car is here yet.</summary>
    private void Settle()
    {
        for (var region = 0; region < Region.Count; region++)
        {
            var one = Region with { Index = region };
            _regionOfPartition.AsSpan(one.FirstOf(_partitions.Length)..one.EndOf(_partitions.Length)).Fill(region);
        }

        var end = _endPartition == _partitions.Length ? Roads.SegmentCount : Roads.FirstIn[_partitions[_endPartition].FirstNode];
        var first = Roads.FirstIn[_partitions[_firstPartition].FirstNode];
        (_arrays.FirstOwnSegment, _arrays.OwnSegments) = (first, end - first);
        if (Region == KernelRegion.Whole)
            return;
        foreach (var segment in _arrays.OutSegments.Span)
        {
            var (begins, ends) = (IsHere(Roads.StartNode[segment]), IsHere(Roads.EndNode[segment]));
            if (ends && !begins)
                _firstSegmentsIn.Add(segment);
            else if (begins && !ends)
                _firstSegmentsOut.Add(segment);
        }

        for (var car = 0; car < CarCount; car++)
            Forget(car);
    }
}
