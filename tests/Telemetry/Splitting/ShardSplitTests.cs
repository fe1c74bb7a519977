using FleetActors.Fleets;
using FleetActors.Sdk;
using FleetActors.Simulation;
using FleetActors.Telemetry;

namespace FleetActors.Tests.Telemetry.Splitting;

public sealed class ShardSplitTests(SplitCluster cluster) : IClassFixture<SplitCluster>
{
    private static readonly TelemetryWriterOptions Quick = new()
    {
        BatchSize = 64, MaxBatches = 3, MaxAge = TimeSpan.FromMilliseconds(1), RetryAfter = TimeSpan.FromMilliseconds(5), DurabilityCheck = TimeSpan.FromMilliseconds(20),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_finds_cars_that_have_gone_to_other_shards_and_passes_over_those_nobody_registered()
    {
        var fleet = new SplitFleet(cluster, await cluster.Create("run", 2));
        await fleet.Register(Enumerable.Range(0, 300).Select(n => $"car-{n}"));
        VehicleId[] cars = [.. fleet.Cars, new("nobody")];
        var fixes = new RunFixes(cluster.Grains, fleet.Fleet.Id, new ShardMap(2), cars);
        await Drive();
        await cluster.Grow(fleet.Fleet, 8);
        await Drive();
        await fleet.Fleet.Vehicles.Counts(Cancellation); // asks every shard, so that all have taken over
        await Drive();
        await fleet.Check(8);

        async Task Drive()
        {
            var next = cars.Select((car, n) => (Car: n, Fix: fleet.NextFix(car))).ToArray();
            await fixes.Apply(next.Select(fix => (fix.Car, new PackedFix(fix.Fix))), Cancellation);
            foreach (var (car, fix) in next[..^1]) fleet.Acknowledged(cars[car], fix);
            foreach (var (car, fix) in next[..^1].Where(fix => fix.Car % 50 == 0))
                Assert.Equal(fix.At, (await cluster.Grains.GetGrain<IVehicleShardGrain>(new ShardMap(2).KeyOf(fleet.Fleet.Id, cars[car])).LatestFix(cars[car], Cancellation))!.Value.At, TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public async Task A_fleet_that_grows_twice_while_it_is_used_loses_and_doubles_nothing()
    {
        var fleet = new SplitFleet(cluster, await cluster.Create("grows", 2));
        await fleet.Register(Enumerable.Range(0, 2_400).Select(n => $"car-{n}"));
        await fleet.ApplyFixes();
        var old = fleet.Cars;
        for (var n = 0; n < 40; n++) await fleet.Rent(old[n]);
        for (var n = 40; n < 80; n++) await fleet.Use(old[n]);
        await fleet.CheckCells();

        using var stop = new CancellationTokenSource();
        await using var writer = await TelemetryWriter.OpenAsync(fleet.Fleet, Quick, Cancellation);
        var cars = await writer.OpenAsync(old, Cancellation);
        Task[] traffic = [Write(), Use(), Register()];
        await cluster.Grow(fleet.Fleet, 4);
        await fleet.Fleet.Vehicles.Counts(Cancellation);
        await Task.Delay(100, Cancellation);
        await cluster.Grow(fleet.Fleet, 16);
        await fleet.Fleet.Vehicles.Counts(Cancellation);
        await Task.Delay(200, Cancellation);
        await stop.CancelAsync();
        await Task.WhenAll(traffic);
        await writer.FlushAsync(Cancellation);
        Assert.Equal((writer.Counters.Written, 0), (writer.Counters.Acknowledged, writer.Counters.Unknown));
        Assert.Equal(0, writer.Counters.Older); // each car's fixes came in order

        await fleet.Check(16);
        await fleet.CheckHandles(16);
        await fleet.Check(16);
        await fleet.CheckCells();
        await cluster.Forget();
        await fleet.Check(16);
        await fleet.CheckCells();

        async Task Write()
        {
            while (!stop.IsCancellationRequested)
            {
                for (var at = 0; at < cars.Length; at++)
                {
                    var fix = fleet.NextFix(old[at]);
                    await writer.WriteAsync(cars[at]!, fix, Cancellation);
                    fleet.Acknowledged(old[at], fix); // it is, when the writer has been flushed
                }
                await Task.Delay(2, Cancellation);
            }
        }

        async Task Use()
        {
            for (var n = 80; !stop.IsCancellationRequested; n = n == 400 ? 80 : n + 1) await fleet.Use(old[n]);
        }

        async Task Register()
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                await fleet.Register(Enumerable.Range(20 * n, 20).Select(more => $"more-{more}"));
                await Task.Delay(5, Cancellation);
            }
        }
    }

    [Fact]
    public async Task A_shard_that_was_asked_before_its_fleet_exists_has_nothing_and_takes_cars_afterwards()
    {
        var id = new FleetId("later");
        for (var index = 0; index < 4; index++) Assert.Null(await cluster.Shard(id, index).Registration(new("car-1"), Cancellation));
        var registration = Vehicles.Cars.Registration("car-1");
        var refused = await cluster.Shard(id, 0).Register(new([registration], Vehicles.Cars.At(cluster.Clock.GetUtcNow())), Cancellation);
        Assert.Equal(Refusal.UnknownFleet, refused.Refused!.Code);
        var fleet = await cluster.Create("later", 4);
        Assert.True((await fleet.Vehicles.Register([registration], Vehicles.Cars.At(cluster.Clock.GetUtcNow()), Cancellation))[0].IsAccepted);
        await cluster.Grow(fleet, 8);
        Assert.NotNull(await fleet.Vehicles.Sighting(registration.Id, Cancellation));
    }

    [Fact]
    public async Task Whether_a_car_is_registered_is_answered_when_a_registration_on_its_way_is_over()
    {
        var fleet = await cluster.Create("claims", 1);
        var written = new TaskCompletionSource();
        cluster.States.Hold(SplitCluster.IdOf(fleet.Id, 0), "cars", written.Task);
        var registration = Vehicles.Cars.Registration("claimant");
        var registering = fleet.Vehicles.Register([registration], Vehicles.Cars.At(cluster.Clock.GetUtcNow()), Cancellation);
        await Task.Delay(200, Cancellation); // it has claimed VIN and plate, and waits for storage
        var asked = cluster.Shard(fleet.Id, 0).Registration(registration.Id, Cancellation);
        await Task.Delay(200, Cancellation);
        Assert.False(asked.IsCompleted || registering.IsCompleted);
        written.SetResult();
        Assert.NotNull(await asked);
        Assert.True((await registering)[0].IsAccepted);
    }

    [Fact]
    public async Task A_shard_with_too_many_cars_asks_for_more_shards()
    {
        var fleet = new SplitFleet(cluster, await cluster.Create("fills", 1));
        await fleet.Register(Enumerable.Range(0, 1_500).Select(n => $"car-{n}"));
        Assert.Empty((await fleet.Fleet.Settings(Cancellation))!.Growths);
        await fleet.Register(["one-more"]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await fleet.Fleet.Settings(Cancellation))!.Growths is not [{ Count: 2 }]) await Task.Delay(5, limit.Token);
        await fleet.Register(["another"]);
        cluster.PassNotice();
        await fleet.Check(2);
    }

    [Theory]
    [InlineData(0, false), InlineData(0, true), InlineData(2, false), InlineData(2, true)]
    public async Task Whichever_write_of_a_parent_or_child_fails_the_split_is_gone_on_with(int shard, bool isLate)
    {
        for (var after = 0; ; after++)
        {
            var fleet = new SplitFleet(cluster, await cluster.Create($"fails-{shard}-{isLate}-{after}", 2));
            await fleet.Register(Enumerable.Range(0, 300).Select(n => $"car-{n}"));
            await fleet.ApplyFixes();
            var cars = fleet.Cars;
            for (var n = 0; n < 8; n++) await fleet.Use(cars[n]);
            await cluster.Forget(); // these rest, the next ones are on the list
            for (var n = 4; n < 16; n++) await fleet.Use(cars[n]);
            await using var writer = await TelemetryWriter.OpenAsync(fleet.Fleet, Quick, Cancellation);
            var writing = await writer.OpenAsync(cars, Cancellation);
            await cluster.Grow(fleet.Fleet, 4);
            cluster.States.Fail(SplitCluster.IdOf(fleet.Fleet.Id, shard), after, isLate);
            await Ask(fleet);
            await Task.WhenAll(Enumerable.Range(12, 8).Select(n => fleet.Use(cars[n])));
            for (var at = 0; at < cars.Length; at++)
            {
                var fix = fleet.NextFix(cars[at]);
                await writer.WriteAsync(writing[at]!, fix, Cancellation);
                fleet.Acknowledged(cars[at], fix);
            }
            await writer.FlushAsync(Cancellation);
            await CheckWhileItMayFail(fleet);
            await cluster.Forget();
            await CheckWhileItMayFail(fleet);
            await fleet.CheckHandles(4);
            if (cluster.States.HasFailed) continue;
            Assert.InRange(after, 5, 40); // layout, log, list, fixes and manifest at least
            return;
        }
    }

    /// <summary>The write may fail in the middle of the check; what was then forgotten is back when it is checked again.</summary>
    private async Task CheckWhileItMayFail(SplitFleet fleet)
    {
        var hasFailed = cluster.States.HasFailed;
        try
        {
            await fleet.Check(4);
        }
        catch (Exception) when (!hasFailed && cluster.States.HasFailed)
        {
            await fleet.Check(4);
        }
    }

    /// <summary>Asks both children until they answer, and ends the parent's activation in between.</summary>
    private async Task Ask(SplitFleet fleet)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                foreach (var index in (int[])[2, 3]) await cluster.Shard(fleet.Fleet.Id, index).Counts(Cancellation);
                return;
            }
            catch (Exception) when (tries < 20)
            {
                await cluster.Forget();
            }
        }
    }
}
