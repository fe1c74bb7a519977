namespace FleetActors.Simulation.Kernel;

/// <summary>Everything that changes while a kernel runs, apart from what its partitions count.</summary>
internal sealed partial class KernelArrays
{
    /// <summary>All cars parked at the first node, all links empty.</summary>
    public KernelArrays(KernelRoads roads, RouteStore routes, EnergyModel energy, int cars)
    {
        Roads = roads;
        Routes = routes;
        Energy = energy;
        Motion = new AlignedArray<CarMotion>(cars);
        Way = new AlignedArray<CarWay>(cars);
        StartedMs = new AlignedArray<int>(cars);
        Links = new AlignedArray<LinkState>(roads.SegmentCount);
        Traits = new AlignedArray<LinkTraits>(roads.SegmentCount);
        OutSegments = new AlignedArray<int>(roads.Roads.LinkCount);
        EntryQueues = new AlignedArray<EntryQueue>(roads.Roads.LinkCount);
        roads.Fresh.CopyTo(Links.Span);
        roads.Traits.CopyTo(Traits.Span);
        roads.FirstSegment.CopyTo(OutSegments.Span);
        EntryQueues.Span.Fill(EntryQueue.Empty);
        Motion.Span.Fill(new CarMotion(CarMotion.Standing, 0, 0, 0));
        Way.Span.Fill(new CarWay { NextLink = -1, NextInQueue = -1 });
    }

    public KernelRoads Roads { get; }

    public RouteStore Routes { get; }

    public EnergyModel Energy { get; }

    /// <summary>By car.</summary>
    public AlignedArray<CarMotion> Motion { get; }

    /// <summary>By car.</summary>
    public AlignedArray<CarWay> Way { get; }

    /// <summary>When a car entered the first link of its trip, by car.</summary>
    public AlignedArray<int> StartedMs { get; }

    /// <summary>By segment.</summary>
    public AlignedArray<LinkState> Links { get; }

    /// <summary>By segment.</summary>
    public AlignedArray<LinkTraits> Traits { get; }

    /// <summary>The first segment of every link of the network.</summary>
    public AlignedArray<int> OutSegments { get; }

    /// <summary>By link of the network: cars that wait beside the road to enter it.</summary>
    public AlignedArray<EntryQueue> EntryQueues { get; }

    /// <summary>The first segment that ends in the kernel's own region.</summary>
    public int FirstOwnSegment { get; set; }

    /// <summary>How many do; they follow each other.</summary>
    public int OwnSegments { get; set; }

    /// <summary>Simulated time at the beginning of the next step.</summary>
    public int NowMs { get; set; }
}
