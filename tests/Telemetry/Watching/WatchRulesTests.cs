using System.Numerics;
using FleetActors.Fleets;
using FleetActors.Telemetry;
using FleetActors.Telemetry.Watching;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Telemetry.Watching;

public sealed class WatchRulesTests
{
    private static PackedFix At(double latitude, double longitude, float speedKmh = 0, float charge = 80) =>
        new(new Fix(DateTimeOffset.UnixEpoch.AddSeconds(1), new(latitude, longitude), speedKmh, 0, charge, 0));

    private static readonly WatchDigest Square = new(
        WatchLimits.Default with { SpeedKmh = 100, ChargePercent = 20 },
        new(1, [new("centre", "Centre", [new(52, 13), new(52, 14), new(53, 14), new(53, 13)])]));

    private static CarWatch After(CarWatch car, params PackedFix[] fixes) => fixes.Aggregate(car, (seen, fix) => WatchRules.Look(seen, fix, Square).Car);

    [Fact]
    public void Events_are_those_of_a_plain_reading_of_the_fixes_and_quiet_fixes_change_nothing() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var drive = new WatchedDrive(seed);
            var (plain, car, chance) = (new PlainReading(drive.Digest), default(CarWatch), new Random(seed));
            var mayDrive = false;
            foreach (var fix in drive.Fixes(150))
            {
                if (chance.Next(20) == 0) mayDrive = !mayDrive;
                car = car.WithLeave(mayDrive);
                var isQuiet = WatchRules.IsQuiet(car, fix, drive.Digest);
                var seen = WatchRules.Look(car, fix, drive.Digest);
                if (isQuiet) Assert.True(seen.IsQuiet && seen.Car == car, $"seed {seed}: a quiet fix showed {seen}");
                Assert.True(plain.Read(fix, mayDrive).SetEquals(Names(seen)), $"seed {seed}, fix {fix.AtMs}: {seen}");
                car = seen.Car;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    private static IEnumerable<string> Names(WatchedFix seen)
    {
        for (var zone = 0; zone < 64; zone++)
        {
            if ((seen.Entered >> zone & 1) == 1) yield return $"entered {zone}";
            if ((seen.Left >> zone & 1) == 1) yield return $"left {zone}";
        }
        if (seen.Began.HasFlag(WatchFlags.IsSpeeding)) yield return "speeding";
        if (seen.Began.HasFlag(WatchFlags.IsChargeLow)) yield return "low";
        if (seen.Began.HasFlag(WatchFlags.IsMoving)) yield return "moving";
    }

    [Fact]
    public void A_car_parked_at_the_border_or_driving_at_the_limit_is_noticed_once()
    {
        var car = After(default, At(52.5, 13.9));
        var told = 0;
        for (var n = 0; n < 100; n++)
        {
            // ten metres to and fro across the border, and 99 to 101 km/h
            var seen = WatchRules.Look(car, At(52.5, 14 + (n % 2 == 0 ? 0.00015 : -0.00015), 100.5f - n % 2 * 1.5f), Square);
            if (!seen.IsQuiet) told++;
            car = seen.Car;
        }
        Assert.Equal(1, told); // the speed; the zone was never clearly left
        var left = WatchRules.Look(car, At(52.5, 14.001, 100), Square);
        Assert.Equal((1UL, 0UL), (left.Left, left.Entered));
    }

    [Fact]
    public void Other_zones_make_no_noise_but_say_where_the_car_is()
    {
        var car = After(default, At(52.5, 13.5));
        var others = new WatchDigest(Square.Limits, new(2, [new("far", "Far", [new(10, 10), new(10, 11), new(11, 11)])]));
        Assert.False(WatchRules.IsQuiet(car, At(52.5, 13.5), others));
        var seen = WatchRules.Look(car, At(52.5, 13.5), others);
        Assert.True(seen.IsQuiet);
        Assert.True(WatchRules.IsQuiet(seen.Car, At(52.5, 13.5), others));
    }

    [Fact]
    public void Most_squares_of_a_city_need_no_polygon()
    {
        var grid = new ZoneGrid([Circle("a", 52.5, 13.4, 0.1), Circle("b", 52.5, 13.5, 0.05)]);
        var chance = new Random(1);
        var near = Enumerable.Range(0, 100_000).Count(_ =>
            grid.At((int)((52.35 + chance.NextDouble() * 0.3) * 1e7), (int)((13.25 + chance.NextDouble() * 0.35) * 1e7)) >= ZoneGrid.Border);
        Assert.InRange(near, 1, 3_000);
        Assert.Equal(2, BitOperations.PopCount(grid.ZonesAt(At(52.5, 13.48), 0)));
    }

    [Fact]
    public void A_quiet_fix_allocates_nothing()
    {
        var (car, fix) = (After(default, At(52.5, 13.5)), At(52.5, 13.5));
        var quiet = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 10_000; n++) quiet += WatchRules.IsQuiet(car, fix, Square) ? 1 : 0;
        Assert.Equal((10_000, 0L), (quiet, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    private static Zone Circle(string id, double latitude, double longitude, double radius) => new(id, id, [.. Enumerable.Range(0, 100)
        .Select(n => new GeoPoint(latitude + radius * Math.Sin(n * Math.Tau / 100), longitude + radius * Math.Cos(n * Math.Tau / 100)))]);
}
