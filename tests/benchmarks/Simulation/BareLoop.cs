using FleetActors.Simulation.Kernel;

namespace FleetActors.Benchmarks.Simulation;

/// <summary>The limit: the kernel's own loop over as many cars, on as many threads, that do nothing but move.</summary>
internal sealed unsafe class BareLoop : IDisposable
{
    private readonly AlignedArray<CarMotion> _motion;
    private readonly AlignedArray<int>[] _ended;
    private readonly KernelCrew _crew;
    private readonly int _shards;

    /// <summary>Cars that will not come to an end soon.</summary>
    public BareLoop(int cars, int threads)
    {
        _motion = new AlignedArray<CarMotion>(cars);
        _motion.Span.Fill(new CarMotion(int.MaxValue, int.MaxValue, 10, 3_000));
        _crew = new KernelCrew(threads);
        _ended = [.. Enumerable.Range(0, threads).Select(_ => new AlignedArray<int>(TrafficKernel.ShardCars))];
        _shards = (cars + TrafficKernel.ShardCars - 1) / TrafficKernel.ShardCars;
    }

    /// <summary>One second.</summary>
    public void Step() => _crew.Do(_shards, (worker, shard) =>
    {
        var from = shard * TrafficKernel.ShardCars;
        _ = CarAdvance.Run(_motion.Items, from, Math.Min(from + TrafficKernel.ShardCars, _motion.Length), _ended[worker].Items);
    });

    /// <inheritdoc/>
    public void Dispose() => _crew.Dispose();
}
