using FleetActors.Telemetry;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry;

public sealed class ChangeListTests
{
    private const int Seeds = 150;
    private const int Steps = 1_500;

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
}
