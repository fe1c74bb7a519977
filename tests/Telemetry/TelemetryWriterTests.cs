using System.Collections.Immutable;
using FleetActors.Sdk;
using FleetActors.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry;

public sealed class TelemetryWriterTests
{
    private const int Cars = 20;

    private static readonly TelemetryWriterOptions Quick = new()
    {
        BatchSize = 16, MaxBatches = 3, MaxAge = TimeSpan.FromMilliseconds(1),
        RetryAfter = TimeSpan.FromMilliseconds(1), DurabilityCheck = TimeSpan.FromMilliseconds(5),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Fix FixOf(int car, int step) => new(T0.AddMilliseconds(step), new((car + 1) / PackedFix.StepsPerDegree, 13), 30, 90, 80, step);

    private static FleetHandle Fleet(IGrainFactory grains) => new ServiceCollection().AddSingleton(grains)
        .AddFleetClient(new() { Secret = ClusterSecret.Create() }).BuildServiceProvider().GetRequiredService<FleetClient>().Fleet(new FleetId("fleet"));

    private static async Task<(TelemetryWriter Writer, ImmutableArray<TelemetryWriterCar> Cars)> OpenAsync(IGrainFactory grains, TelemetryWriterOptions options)
    {
        var writer = await TelemetryWriter.OpenAsync(Fleet(grains), options, Cancellation);
        var cars = await writer.OpenAsync([.. Enumerable.Range(0, Cars).Select(car => new VehicleId($"v{car}"))], Cancellation);
        return (writer, [.. cars.Select(car => car!)]);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!holds()) await Task.Delay(1, limit.Token);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 5)]
    [InlineData(3, 5)]
    [InlineData(4, 10)]
    [InlineData(5, 10)]
    public async Task Whatever_is_lost_on_the_way_every_car_ends_with_its_last_fix(int seed, int faults)
    {
        var (grains, shard) = CrashingShard.Create(seed, faults);
        var (writer, cars) = await OpenAsync(grains, Quick);
        await using var closing = writer;
        for (var step = 1; step <= 300; step++)
        {
            for (var car = 0; car < Cars; car++) await writer.WriteAsync(cars[car], FixOf(car, step), Cancellation);
        }
        shard.Calm();
        await writer.FlushAsync(Cancellation);
        Assert.Null(shard.Stranger);
        for (var car = 0; car < Cars; car++) Assert.Equal(new PackedFix(FixOf(car, 300)), shard.Latest(new($"v{car}")));
        Assert.Equal((300 * Cars, 300 * Cars, 0), (writer.Counters.Written, writer.Counters.Acknowledged, writer.Counters.Unknown));
        Assert.Equal(faults > 0, writer.Counters.Retries > 0);
    }

    [Fact]
    public async Task A_shard_that_restarts_while_nothing_new_is_written_is_sent_again_what_it_forgot()
    {
        var (grains, shard) = CrashingShard.Create(seed: 1, faults: 0);
        var (writer, cars) = await OpenAsync(grains, Quick);
        await using var closing = writer;
        for (var car = 0; car < Cars; car++) await writer.WriteAsync(cars[car], FixOf(car, 7), Cancellation);
        await writer.FlushAsync(Cancellation);
        Assert.All(cars, car => Assert.NotNull(car.LatestAcknowledged));
        shard.Restart();
        await UntilAsync(() => Enumerable.Range(0, Cars).All(car => shard.Latest(new($"v{car}")) == new PackedFix(FixOf(car, 7))));
    }

    [Fact]
    public async Task A_slow_shard_makes_its_caller_wait_and_nothing_is_lost()
    {
        var (grains, shard) = CrashingShard.Create(seed: 1, faults: 0);
        var (writer, cars) = await OpenAsync(grains, Quick);
        await using var closing = writer;
        shard.Stall = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var (step, waiting) = (0, ValueTask.CompletedTask);
        while (waiting.IsCompleted) waiting = writer.WriteAsync(cars[0], FixOf(0, ++step), Cancellation);
        Assert.InRange(step, (Quick.MaxBatches - 1) * Quick.BatchSize, Quick.MaxBatches * Quick.BatchSize + 1);
        shard.Stall.SetResult();
        shard.Stall = null;
        await waiting;
        await writer.FlushAsync(Cancellation);
        Assert.Equal(new PackedFix(FixOf(0, step)), shard.Latest(cars[0].Id));
        Assert.Equal(1, writer.Counters.Waits);
    }

    [Fact]
    public async Task A_closed_writer_says_so()
    {
        var (grains, _) = CrashingShard.Create(seed: 1, faults: 0);
        var (writer, cars) = await OpenAsync(grains, Quick);
        await writer.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.WriteAsync(cars[0], FixOf(0, 1), Cancellation).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.FlushAsync(Cancellation));
    }
}
