using FleetActors.Simulation;
using FleetActors.Simulation.Emit;

namespace FleetActors.Tests.Simulation.Emit;

public sealed class FaultTests
{
    private const int Cars = 20_000;

    [Fact]
    public void Each_fault_comes_in_its_share()
    {
        var plan = FaultPlan.Parse("jump=1%, clock=2%, gap=3%, replay=4%");
        var here = new MotionReading(new MapPoint(450_000_000, -300_000_000), 50, 90, 800, 1_000);
        var (jumped, withheld, kept) = (0, 0, 0);
        for (var car = 0; car < Cars; car++)
        {
            if (FaultRules.Spoil(plan, 7, car, car, here) != here) jumped++;
            var fate = FaultRules.Fate(plan, 7, car, 60_000_000);
            if (fate == FixFate.Withheld) withheld++;
            if (fate == FixFate.KeptBack) kept++;
        }

        var wrong = Enumerable.Range(0, Cars).Count(car => FaultRules.ClockOffsetMs(plan, 7, car) != 0);
        Assert.InRange(jumped, 140, 260);
        Assert.InRange(wrong, 320, 480);
        Assert.InRange(withheld, 500, 700);
        Assert.InRange(kept, 680, 920);
    }

    [Fact]
    public void A_gap_lasts_a_window_and_another_seed_has_other_gaps()
    {
        var plan = FaultPlan.Parse("gap=50%");
        var differs = 0;
        for (var car = 0; car < 200; car++)
        {
            var first = FaultRules.Fate(plan, 1, car, 0);
            for (var us = 0L; us < 100_000_000; us += 500_000)
            {
                var isSameWindow = FaultRules.Window(car, us) == FaultRules.Window(car, 0);
                if (isSameWindow) Assert.Equal(first, FaultRules.Fate(plan, 1, car, us));
                if (FaultRules.Fate(plan, 1, car, us) != FaultRules.Fate(plan, 2, car, us)) differs++;
            }
        }

        Assert.True(differs > 1_000);
    }

    [Fact]
    public void A_jump_is_too_far_to_be_true_and_stays_on_Earth()
    {
        var plan = FaultPlan.Parse("jump=100%");
        foreach (var place in (MapPoint[])[new(899_000_000, 10), new(-899_000_000, 10), new(0, 10)])
        {
            var jumped = FaultRules.Spoil(plan, 1, 3, 9, new(place, 50, 0, 500, 0)).Place;
            Assert.InRange(Math.Abs((long)jumped.LatE7 - place.LatE7), 500_000, 4_000_000);
            Assert.InRange(jumped.LatE7, -900_000_000, 900_000_000);
        }
    }

    [Fact]
    public void Without_faults_nothing_is_changed()
    {
        var here = new MotionReading(new MapPoint(1, 2), 50, 90, 800, 1_000);
        Assert.True(FaultPlan.Parse(null).IsNone);
        Assert.Equal((FixFate.Sent, 0, here), (FaultRules.Fate(new(), 1, 5, 9), FaultRules.ClockOffsetMs(new(), 1, 5), FaultRules.Spoil(new(), 1, 5, 9, here)));
    }

    [Fact]
    public void A_storm_hits_its_share()
    {
        var storm = Assert.Single(Storm.Parse("30%@60s"));
        Assert.Equal(60_000_000, storm.AtUs);
        Assert.InRange(Enumerable.Range(0, Cars).Count(car => storm.Hits(1, car)), 5_700, 6_300);
        Assert.Equal([1_000_000, 120_000_000], Storm.Parse("5%@2m,1%@1s").Select(one => one.AtUs));
    }

    [Theory]
    [InlineData("jump")]
    [InlineData("jump=1")]
    [InlineData("fog=1%")]
    [InlineData("gap=60%,replay=50%")]
    [InlineData("jump=101%")]
    public void Faults_that_cannot_be_read_are_refused(string text) =>
        Assert.Contains("--faults", Assert.Throws<EmitException>(() => FaultPlan.Parse(text)).Message);

    [Theory]
    [InlineData("30%")]
    [InlineData("30@60s")]
    [InlineData("30%@60")]
    public void Storms_that_cannot_be_read_are_refused(string text) =>
        Assert.Contains("--storm", Assert.Throws<EmitException>(() => Storm.Parse(text)).Message);
}
