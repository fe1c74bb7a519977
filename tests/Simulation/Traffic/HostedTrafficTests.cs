using FleetActors.Simulation.Kernel;
using FleetActors.Simulation.Traffic;
using Orleans.Serialization;

namespace FleetActors.Tests.Simulation.Traffic;

/// <summary>The kernel in the grains of a cluster: one seed, one hash of all events, whatever the number of silos, regions and threads.</summary>
public sealed class HostedTrafficTests
{
    private const int SaveAtMs = 150_000;
    private const int UntilMs = 400_000;

    private static readonly WanderingCars Cars = new(cars: 2_500);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 4, 1)]
    [InlineData(1, 3, 2)]
    [InlineData(3, 7, 1)]
    [InlineData(3, 6, 2)]
    public async Task Silos_regions_and_threads_do_not_show(short silos, int regions, int threads)
    {
        var (alone, arrivedAlone) = Cars.PlayAlone(UntilMs);
        Assert.True(alone is { FullSeconds: > 0, Arrivals: > 500 }, alone.ToString());
        await using var cluster = await RunCluster.Start(silos);
        var traffic = await BeginOnSeveral(cluster, silos, Cars.Plan(regions, threads));
        var arrived = await Cars.Play(traffic, UntilMs, Cancellation);
        Assert.Equal(alone, traffic.Tallies);
        Assert.Equal(arrivedAlone, arrived);
    }

    /// <summary>Where a region lies follows from its name; this finds a run whose regions do not all lie on one silo, where there are more.</summary>
    private static async Task<HostedTraffic> BeginOnSeveral(RunCluster cluster, int silos, TrafficPlan plan)
    {
        for (var name = 0; ; name++)
        {
            Assert.True(name < 20, "Regions always lie on one silo.");
            var traffic = await HostedTraffic.Begin(cluster.Grains, $"run{name}", plan, Cancellation);
            if (silos == 1 || (await traffic.Silos(Cancellation)).Distinct().Count() > 1) return traffic;
            await traffic.Close(Cancellation);
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public async Task A_run_resumed_from_a_checkpoint_in_another_cluster_ends_as_one_that_never_stopped(short silosBefore, short silosAfter)
    {
        var (alone, arrivedAlone) = Cars.PlayAlone(UntilMs);
        var plan = Cars.Plan(regions: 5, threads: 1);
        byte[] checkpoint;
        List<CarArrived> arrived;
        await using (var cluster = await RunCluster.Start(silosBefore))
        {
            var before = await HostedTraffic.Begin(cluster.Grains, "before", plan, Cancellation);
            arrived = await Cars.Play(before, SaveAtMs, Cancellation);
            checkpoint = cluster.Serializer.SerializeToArray(await before.Save(Cancellation));
            // What happens to the first run after its checkpoint is no business of the second one.
            await Cars.Play(before, SaveAtMs + 20_000, Cancellation);
        }

        await using var another = await RunCluster.Start(silosAfter);
        var resumed = await HostedTraffic.Resume(another.Grains, "after", another.Serializer.Deserialize<TrafficCheckpoint>(checkpoint)!, Cancellation);
        Assert.Equal(SaveAtMs, resumed.NowMs);
        arrived.AddRange(await Cars.Play(resumed, UntilMs, Cancellation));
        Assert.Equal(alone, resumed.Tallies);
        Assert.Equal(arrivedAlone, arrived);
    }

    [Fact]
    public async Task Two_runs_from_one_checkpoint_do_not_disturb_each_other()
    {
        await using var cluster = await RunCluster.Start(1);
        var first = await HostedTraffic.Begin(cluster.Grains, "first", Cars.Plan(regions: 2, threads: 1), Cancellation);
        await Cars.Play(first, 60_000, Cancellation);
        var copy = await first.Save(Cancellation);
        await Cars.Play(first, 120_000, Cancellation);
        var second = await HostedTraffic.Resume(cluster.Grains, "second", copy, Cancellation);
        var whatIf = await HostedTraffic.Resume(cluster.Grains, "what-if", copy, Cancellation);
        whatIf.Depart(car: 0, node: 0, [], atMs: 0); // an order that no region can follow
        await Assert.ThrowsAnyAsync<ArgumentException>(() => whatIf.Step(Cancellation));
        await Cars.Play(second, 120_000, Cancellation);
        Assert.Equal(first.Tallies, second.Tallies);
    }

    [Fact]
    public async Task A_region_that_is_closed_plays_no_more()
    {
        await using var cluster = await RunCluster.Start(1);
        var traffic = await HostedTraffic.Begin(cluster.Grains, "short", Cars.Plan(regions: 2, threads: 1), Cancellation);
        await traffic.Step(Cancellation);
        await traffic.Close(Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(() => traffic.Step(Cancellation));
    }
}
