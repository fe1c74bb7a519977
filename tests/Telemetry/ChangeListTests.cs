using FleetActors.Telemetry;
using FleetActors.Vehicles;
using Orleans.Storage;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry;

public sealed class ChangeListTests
{
    private const int Seeds = 150;
    private const int Steps = 1_500;
    private static readonly GrainId Grain = GrainId.Create("shard", "test.0");
    private static readonly VehicleSummary Free = new(VehicleStatus.Available, VehicleClass.Compact, true, 0);

    private static ChangeListWorld Run(int seed, Carelessness carelessness = default)
    {
        var world = new ChangeListWorld(seed, carelessness);
        for (var step = 0; step < Steps && world.Difference is null; step++) world.Step();
        return world;
    }

    [Fact]
    public void After_a_crash_at_any_point_a_shard_knows_of_each_car_what_its_record_says()
    {
        var (read, loads, crashes) = (0, 0, 0);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var world = Run(seed);
            Assert.True(world.Difference is null, $"seed {seed}: {world.Difference}");
            (read, loads, crashes) = (read + world.Read, loads + world.Loads, crashes + world.Crashes);
        }
        Assert.InRange(crashes, Seeds * Steps / 200, int.MaxValue);
        Assert.InRange(read, loads, 9 * loads * ChangeListWorld.Cars / 10); // some of the cars, and not always all
    }

    [Theory]
    [InlineData(Carelessness.WritesFirst)]
    [InlineData(Carelessness.WritesAfterResting)]
    [InlineData(Carelessness.AnnouncesNothingRead)]
    internal void The_check_finds_cars_that_are_careless(Carelessness carelessness) =>
        Assert.Contains(Enumerable.Range(0, Seeds), seed => Run(seed, carelessness).Difference is not null);

    [Fact]
    public void Data_of_earlier_versions_is_read_whole_once()
    {
        var world = Run(1);
        world.ForgetLists();
        Assert.Null(world.Difference);
        for (var step = 0; step < Steps; step++) world.Step();
        Assert.Null(world.Difference);
    }

    [Fact]
    public async Task Cars_of_earlier_versions_leave_the_list_when_they_are_in_the_copy()
    {
        var (storage, slots) = (new KeptStates(), Slots(2));
        var first = new ChangeList(storage, Grain, slots, Broken);
        await first.Load(TestContext.Current.CancellationToken);
        Assert.Equal([0, 1], first.ToRead());
        first.Found(0, 7);
        first.Found(1, 0);
        slots.Restore(0, 7, Free);
        await first.Cover(2);
        await first.Save();
        var second = new ChangeList(storage, Grain, Slots(2), Broken);
        await second.Load(TestContext.Current.CancellationToken);
        Assert.Empty(second.ToRead());
    }

    [Fact]
    public async Task A_page_that_was_written_for_registrations_that_then_were_lost_is_taken_up_again()
    {
        var storage = new KeptStates();
        for (var start = 0; start < 2; start++)
        {
            var list = new ChangeList(storage, Grain, new ShardSlots(), Broken);
            await list.Load(TestContext.Current.CancellationToken);
            await list.Cover(1);
        }
    }

    [Fact]
    public async Task Whoever_waits_when_the_copy_cannot_be_written_is_told_so()
    {
        var (storage, slots, isBroken) = (new HeldUpStates(), Slots(2), false);
        var list = new ChangeList(storage, Grain, slots, () => isBroken = true);
        await list.Load(TestContext.Current.CancellationToken);
        await list.Cover(2);
        await list.Announce([(0, 0)]);
        slots.Change(0, 1, Free);
        list.Rest(0, 1);
        storage.HoldUp();
        var underWay = list.Announce([(1, 0)]);
        var waiting = list.Announce([(1, 1)]);
        await Assert.ThrowsAsync<IOException>(list.Save);
        Assert.True(isBroken);
        storage.LetGo();
        await underWay;
        await Assert.ThrowsAsync<TimeoutException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<TimeoutException>(() => list.Announce([(1, 2)]));
    }

    private static void Broken() => Assert.Fail("The list broke.");

    private static ShardSlots Slots(int cars)
    {
        var slots = new ShardSlots();
        for (var car = 0; car < cars; car++) slots.Put(new(car, 1, Registration($"car-{car}"), default));
        return slots;
    }

    /// <summary>Pages are written when they are let go; chunks cannot be.</summary>
    private sealed class HeldUpStates : IGrainStorage
    {
        private TaskCompletionSource _gate = new();

        public HeldUpStates() => _gate.SetResult();

        public void HoldUp() => _gate = new();

        public void LetGo() => _gate.SetResult();

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            grainState.RecordExists = true;
            return stateName.StartsWith("states", StringComparison.Ordinal) ? throw new IOException("as the test asks") : _gate.Task;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
    }
}
