using FleetActors.Fleets;
using FleetActors.Telemetry;
using FleetActors.Tests.Vehicles;
using FleetActors.Vehicles;
using FsCheck;
using FsCheck.Fluent;
using static FleetActors.Tests.Vehicles.Cars;

namespace FleetActors.Tests.Telemetry;

public sealed class ShardSlotsTests
{
    private static readonly Fix Good = new(T0, new(52.5, 13.4), 30, 90, 80, 5_000);

    private static ShardSlots Slots(int count = 1)
    {
        var slots = new ShardSlots();
        for (var slot = 0; slot < count; slot++) slots.Put(new(slot, 1, Registration($"car-{slot}") with { Plate = $"P {slot % 7}" }, At(T0)));
        return slots;
    }

    private static FixVerdict Apply(ShardSlots slots, int slot, Fix fix, DateTimeOffset now) =>
        slots.Apply(slot, 1, new PackedFix(fix), now.ToUnixTimeMilliseconds());

    public static TheoryData<QuarantineReason, Fix> Wrong => new()
    {
        { QuarantineReason.AheadOfServer, Good with { At = T0.AddSeconds(161) } },
        { QuarantineReason.NullIsland, Good with { At = T0.AddSeconds(5), Position = default } },
        { QuarantineReason.OutOfRange, Good with { At = T0.AddSeconds(5), SpeedKmh = 501 } },
        { QuarantineReason.OutOfRange, Good with { At = T0.AddSeconds(5), ChargePercent = float.NaN } },
        { QuarantineReason.OutOfRange, Good with { At = T0.AddSeconds(5), HeadingDegrees = -1 } },
        { QuarantineReason.ImpossibleSpeed, Good with { At = T0.AddSeconds(5), Position = new(53.5, 13.4) } },
        { QuarantineReason.OdometerDecreases, Good with { At = T0.AddSeconds(5), OdometerMetres = 4_999 } },
        { QuarantineReason.OdometerLeaps, Good with { At = T0.AddSeconds(5), OdometerMetres = 5_000 + 1_000_000_000 } },
        { QuarantineReason.OdometerLeaps, Good with { At = T0.AddSeconds(9), OdometerMetres = 5_000 + 2_000 + 200 + 1_251 } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_fix_is_counted_and_never_the_newest(QuarantineReason reason, Fix wrong)
    {
        var slots = Slots();
        Assert.Equal(FixVerdict.Applied, Apply(slots, 0, Good, T0));
        Assert.Equal(FixVerdict.Quarantined, Apply(slots, 0, wrong, T0.AddSeconds(100)));
        Assert.Equal(1, slots.Quarantine.Counts[(int)reason]);
        Assert.Equal(Good, slots.LatestFix(0));
    }

    [Theory]
    [InlineData(1_000)] // a device that was replaced, or a first reading that was too high
    [InlineData(900_000_000)] // or too low
    public void An_odometer_on_which_the_car_insists_for_ten_minutes_is_believed(long odometer)
    {
        var slots = Slots();
        Apply(slots, 0, Good, T0);
        for (var second = 10; second < 610; second += 10)
            Assert.Equal(FixVerdict.Quarantined, Apply(slots, 0, Good with { At = T0.AddSeconds(second), OdometerMetres = odometer + second }, T0.AddHours(1)));
        Assert.Equal(FixVerdict.Applied, Apply(slots, 0, Good with { At = T0.AddSeconds(610), OdometerMetres = odometer + 610 }, T0.AddHours(1)));
        Assert.Equal(FixVerdict.Applied, Apply(slots, 0, Good with { At = T0.AddSeconds(620), OdometerMetres = odometer + 620 }, T0.AddHours(1)));
    }

    [Fact]
    public void An_odometer_that_is_told_beside_another_or_is_not_even_true_to_itself_is_never_believed()
    {
        var (two, torn) = (Slots(), Slots());
        Apply(two, 0, Good, T0);
        Apply(torn, 0, Good, T0);
        for (var second = 10; second < 3_000; second += 10)
        {
            var at = T0.AddSeconds(second);
            Assert.Equal(FixVerdict.Quarantined, Apply(two, 0, Good with { At = at, OdometerMetres = 900_000_000 }, T0.AddHours(1)));
            Assert.Equal(FixVerdict.Applied, Apply(two, 0, Good with { At = at.AddSeconds(5), OdometerMetres = 5_000 + second }, T0.AddHours(1)));
            Assert.Equal(FixVerdict.Quarantined, Apply(torn, 0, Good with { At = at, OdometerMetres = second % 300 == 0 ? 1_000 : 900_000_000 }, T0.AddHours(1)));
        }
        // The other device falls silent: from then on ten minutes count anew.
        FixVerdict Later(int second) => Apply(two, 0, Good with { At = T0.AddSeconds(second), OdometerMetres = 900_000_000 }, T0.AddHours(2));
        Assert.Equal(FixVerdict.Quarantined, Later(3_010));
        Assert.Equal(FixVerdict.Quarantined, Later(3_609));
        Assert.Equal(FixVerdict.Applied, Later(3_610));
    }

    [Fact]
    public void Fixes_in_any_order_leave_the_newest() =>
        Prop.ForAll(Gen.Choose(0, 1_000).ArrayOf(20).ToArbitrary(), seconds =>
        {
            var slots = Slots();
            foreach (var second in seconds) Apply(slots, 0, Good with { At = T0.AddSeconds(second), OdometerMetres = 5_000 + second }, T0.AddHours(1));
            Assert.Equal(T0.AddSeconds(seconds.Max()), slots.LatestFix(0)!.Value.At);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void The_nearest_cars_are_those_of_a_full_sort()
    {
        Prop.ForAll(Gen.Choose(-100, 100).ArrayOf(100).ToArbitrary(), places =>
        {
            var slots = Slots(50);
            for (var slot = 0; slot < 50; slot++)
            {
                Apply(slots, slot, Good with { Position = new(52 + places[2 * slot] / 1_000.0, 13 + places[2 * slot + 1] / 1_000.0) }, T0);
                if (slot % 3 == 0) slots.Change(slot, 1, new(VehicleStatus.OnTrip, VehicleClass.Compact, true, 1));
            }
            var question = new Nearby(new(52, 13), 7_000, 10, VehicleStatus.Available, null, 0);
            var expected = Enumerable.Range(0, 50).Where(slot => slot % 3 != 0)
                .Select(slot => (Metres: GreatCircle.Metres(question.Place, slots.LatestFix(slot)!.Value.Position), Slot: slot))
                .Where(car => car.Metres <= 7_000).Order().Take(10);
            Assert.Equal(expected, ShardQueries.Near(slots, 0, question).Select(car => (car.DistanceMetres!.Value, car.Handle.Slot)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void A_search_finds_ids_and_plates_by_their_beginning()
    {
        var slots = Slots(30);
        Assert.Equal(["car-2", "car-20", "car-21"], ShardQueries.Find(slots, 0, new("CAR-2", null, 3)).Select(car => car.Registration.Id.Value));
        Assert.Equal(["car-13", "car-20", "car-27", "car-6"], ShardQueries.Find(slots, 0, new("p 6", null, 10)).Select(car => car.Registration.Id.Value));
    }

    [Fact]
    public void A_frame_has_every_car_with_a_fix()
    {
        var slots = Slots(3);
        Apply(slots, 1, Good, T0);
        var dot = MapDot.Read(ShardQueries.Frame(slots));
        Assert.Equal(MapDot.Size, ShardQueries.Frame(slots).Length);
        Assert.Equal(new(1, 52.5, 13.4, 64, 30, VehicleStatus.Available, 80), dot);
        Assert.Equal(3, ShardQueries.Counts(slots).ByStatus[(int)VehicleStatus.Available]);
    }

    [Fact]
    public void Only_hired_cars_that_once_reported_count_as_silent()
    {
        var (fix, limits, later) = (new PackedFix(Good), WatchLimits.Default, T0.AddSeconds(1).ToUnixTimeMilliseconds());
        Assert.True(SilenceRules.IsLost(fix, VehicleStatus.OnTrip, limits, later));
        Assert.False(SilenceRules.IsLost(fix, VehicleStatus.OnTrip, limits, T0.ToUnixTimeMilliseconds()));
        Assert.False(SilenceRules.IsLost(default, VehicleStatus.OnTrip, limits, later));
        Assert.False(SilenceRules.IsLost(fix, VehicleStatus.Available, limits, later));
        Assert.True(SilenceRules.IsLost(fix, VehicleStatus.Available, limits with { ContactOfIdleCars = true }, later));
    }

    [Fact]
    public void The_shard_of_a_vehicle_never_changes_and_doubling_splits_each_shard()
    {
        Assert.Equal([10, 1, 4], new[] { "car-1", "car-2", "B-AB.123" }.Select(id => new ShardMap(16).Of(new(id))));
        for (var n = 0; n < 1_000; n++)
            Assert.Equal(new ShardMap(16).Of(new($"v{n}")), new ShardMap(32).Of(new($"v{n}")) % 16);
        Assert.All(Enumerable.Range(0, 10_000).CountBy(n => new ShardMap(16).Of(new($"car-{n}"))), shard => Assert.InRange(shard.Value, 500, 750));
    }
}
