using FleetActors.Tracks;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Tracks;

public sealed class SamplingRulesTests
{
    private static readonly TrackPoint Moving = new(TrackGen.T0Ms, 525_200_000, 134_050_000, 1_000, 300, 3_550, 800);
    private static readonly TrackPoint Standing = Moving with { SpeedDeciKmh = 0 };

    private static bool Keeps(TrackPoint last, TrackPoint point) => SamplingRules.Keeps(TrackSampling.Sensible, last, point);

    [Fact]
    public void A_moving_car_is_kept_when_late_far_turned_or_faster()
    {
        var soon = Moving with { AtMs = Moving.AtMs + 2_000 };
        Assert.False(Keeps(Moving, soon));
        Assert.True(Keeps(Moving, soon with { AtMs = Moving.AtMs + 10_000 }));
        Assert.True(Keeps(Moving, soon with { LatitudeE7 = Moving.LatitudeE7 + 13_600 }));
        Assert.False(Keeps(Moving, soon with { LatitudeE7 = Moving.LatitudeE7 + 13_300 }));
        Assert.True(Keeps(Moving, soon with { HeadingDeciDegrees = 160 }));
        Assert.False(Keeps(Moving, soon with { HeadingDeciDegrees = 140 }));
        Assert.True(Keeps(Moving, soon with { SpeedDeciKmh = 100 }));
        Assert.False(Keeps(Moving, soon with { SpeedDeciKmh = 120 }));
    }

    [Fact]
    public void A_standing_car_is_kept_seldom_but_start_stop_charge_and_towing_count()
    {
        var later = Standing with { AtMs = Standing.AtMs + 599_000 };
        Assert.False(Keeps(Standing, later));
        Assert.True(Keeps(Standing, later with { AtMs = Standing.AtMs + 600_000 }));
        Assert.True(Keeps(Standing, later with { ChargeDeciPercent = 810 }));
        Assert.True(Keeps(Standing, later with { LatitudeE7 = Standing.LatitudeE7 + 13_600 }));
        Assert.True(Keeps(Standing, later with { SpeedDeciKmh = 31 }));
        Assert.True(Keeps(Moving, Standing with { AtMs = Moving.AtMs + 1 }));
    }

    [Fact]
    public void An_older_fix_fills_a_gap() => Assert.True(Keeps(Moving, Moving with { AtMs = Moving.AtMs - 1 }));

    [Fact]
    public void Keeping_every_fix_leaves_nothing_out() =>
        Prop.ForAll(TrackGen.Any(50).ToArbitrary(), points =>
            Assert.All(points.Zip(points.Skip(1)), pair => Assert.True(SamplingRules.Keeps(TrackSampling.EveryFix, pair.First, pair.Second))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void What_is_left_out_lies_close_to_what_is_kept()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var last = default(TrackPoint);
            foreach (var point in TrackGen.Drive(seed, 2_000, intervalMs: 1_000))
            {
                if (last.AtMs == 0 || Keeps(last, point)) last = point;
                Assert.True(point.AtMs - last.AtMs < 600_000 && point.MetresTo(last) < 150);
            }
        }
    }

    [Fact]
    public void Distances_are_right_also_across_the_date_line()
    {
        var east = Moving with { LatitudeE7 = 0, LongitudeE7 = 1_799_999_000 };
        Assert.Equal(22.2, east.MetresTo(east with { LongitudeE7 = -1_799_999_000 }), 0.1);
    }
}
