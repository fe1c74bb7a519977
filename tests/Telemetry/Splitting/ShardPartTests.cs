using FleetActors.Fleets;
using FleetActors.Telemetry;
using FleetActors.Telemetry.Splitting;

namespace FleetActors.Tests.Telemetry.Splitting;

public sealed class ShardPartTests
{
    private static readonly Stamp Stamp = new(new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero), new("tester", Role.Admin));

    private static FleetState Fleet(string id = "city", int shards = 4) => FleetState.Blank.Evolve(new FleetCreated(new(new(id), "City", new("EUR"), shards), Stamp));

    private static FleetState Grown(FleetState fleet, int count, Stamp stamp) => fleet.Evolve(Assert.Single(GrowthRules.Grow(fleet, new(count), stamp).Events));

    [Fact]
    public void A_growth_takes_effect_when_every_copy_knows_of_it_and_several_do_so_one_after_the_other()
    {
        var later = new Stamp(Stamp.At.AddMinutes(1), Stamp.By);
        var settings = Grown(Grown(Fleet(), 8, Stamp), 32, later).Settings!;
        (int Seconds, int Count)[] expected = [(-9_999, 4), (0, 4), (9, 4), (10, 8), (69, 8), (70, 32), (99_999, 32)];
        Assert.All(expected, at => Assert.Equal(at.Count, settings.ShardCountAt(Stamp.At.AddSeconds(at.Seconds))));
        Assert.Equal((4, 32), (settings.ShardCount, settings.MostShards));
        Assert.True(FleetSettings.GrowthNotice >= 2 * IFleetCatalog.MaxAge);
    }

    [Theory]
    [InlineData(2), InlineData(0), InlineData(-8), InlineData(12), InlineData(8_192)]
    public void A_growth_to_fewer_to_too_many_or_to_no_power_of_two_is_refused(int count) =>
        Assert.Equal(Refusal.ValueOutOfRange, GrowthRules.Grow(Fleet(), new(count), Stamp).Refused?.Code);

    [Fact]
    public void A_growth_to_as_many_changes_nothing_and_simulated_and_unknown_fleets_do_not_grow()
    {
        var grown = Grown(Fleet(), 8, Stamp);
        Assert.Empty(GrowthRules.Grow(grown, new(8), Stamp).Events);
        Assert.Equal(Refusal.ValueOutOfRange, GrowthRules.Grow(grown, new(4), Stamp).Refused?.Code);
        Assert.Equal(Refusal.ValueOutOfRange, GrowthRules.Grow(Fleet("sim-city"), new(8), Stamp).Refused?.Code);
        Assert.Equal(Refusal.UnknownFleet, GrowthRules.Grow(FleetState.Blank, new(8), Stamp).Refused?.Code);
        Assert.Empty(FleetRules.Create(grown, new("city"), new(Fleet().Settings!), Stamp).Events);
        Assert.Equal(4_096, Grown(Fleet(), 4_096, Stamp).Settings!.MostShards);
    }

    [Fact]
    public void Of_a_family_of_shards_just_one_has_a_car_and_each_tells_the_right_one()
    {
        for (var n = 0; n < 2_000; n++)
        {
            var car = new VehicleId($"car-{n}");
            for (var count = 4; count <= 64; count *= 2)
            {
                var parts = Enumerable.Range(0, count).Select(index => ShardPart.Of(index, 4) with { Count = count }).ToArray();
                var home = new ShardMap(count).Of(car);
                Assert.Equal([home], parts.Where(part => part.ShardOf(car) == part.Index).Select(part => part.Index));
                Assert.All(parts, part => Assert.True(part.ShardOf(car) == home || part.ShardOf(car) == -1));
                for (var index = home; index >= 4; index = ShardPart.ParentOf(index))
                {
                    Assert.Equal(home, parts[ShardPart.ParentOf(index)].ShardOf(car));
                    Assert.True(ShardPart.Has(index, car));
                }
            }
        }
    }

    [Fact]
    public void A_childs_slots_have_another_generation_than_those_of_any_shard_that_shares_cars_with_it()
    {
        for (var child = 4; child < ShardMap.MaxShards; child++)
        {
            var part = ShardPart.Of(child, 4);
            Assert.InRange(part.Generation, 2, WireFix.GenerationMask);
            Assert.Equal(ShardPart.LevelOf(child), part.Count);
            for (var ancestor = ShardPart.ParentOf(child); ; ancestor = ShardPart.ParentOf(ancestor))
            {
                Assert.InRange(ShardPart.Of(ancestor, 4).Generation, 1, part.Generation - 1);
                if (ancestor < 4) break;
            }
        }
    }

    [Fact]
    public void Cars_are_handed_over_to_a_child_of_this_very_shard_only_and_not_before_the_fleet_has_grown()
    {
        var part = ShardPart.Of(1, 4);
        Assert.Equal((8, 16), (part.LevelOfOwn(5, 16), part.LevelOfOwn(9, 16)));
        Assert.All([-1, 0, 1, 3, 6, 13, 17], child => Assert.Throws<InvalidOperationException>(() => part.LevelOfOwn(child, 16)));
    }
}
