using FleetActors.Simulation.Emit;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Simulation.Emit;

public sealed class ScheduleTests
{
    [Fact]
    public void The_rate_is_met_and_nothing_drifts_after_an_hour()
    {
        var profile = RateProfile.Parse(null, 30_000, 3_600_000_000);
        Assert.Equal(108_000_000, profile.Total);
        Assert.Equal(0, profile.DueUs(0));
        Assert.Equal(3_599_000_000, profile.DueUs(3_599L * 30_000));
        Assert.Equal(3_599_999_967, profile.DueUs(profile.Total - 1));
    }

    [Fact]
    public void A_ramp_offers_half_of_what_the_full_rate_does()
    {
        var profile = RateProfile.Parse("10s", 1_000, 20_000_000);
        Assert.Equal(15_000, profile.Total);
        Assert.Equal(10_000_000, profile.DueUs(5_000));
        Assert.Equal(500, profile.RateAt(5_000_000));
        Assert.Equal(1_250, profile.CountAt(5_000_000), 6);
    }

    [Fact]
    public void A_time_that_comes_twice_is_a_step()
    {
        var profile = RateProfile.Parse("0s:10,5s:10,5s:100", 0, 10_000_000);
        Assert.Equal(550, profile.Total);
        Assert.Equal((4_900_000, 5_000_000, 5_010_000), (profile.DueUs(49), profile.DueUs(50), profile.DueUs(51)));
    }

    [Fact]
    public void The_moment_of_a_fix_is_the_inverse_of_their_number() =>
        Prop.ForAll(Profiles(), profile =>
        {
            var before = 0L;
            for (var number = 0L; number < profile.Total; number += 1 + profile.Total / 200)
            {
                var due = profile.DueUs(number);
                Assert.InRange(due, before, profile.DurationUs);
                Assert.InRange(profile.CountAt(due), number - Slack(profile, due), number + Slack(profile, due));
                before = due;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Workers_share_every_fix_once_and_each_car_keeps_its_distance() =>
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<PositiveInt>(), (some, more) =>
        {
            var (cars, workers) = (1 + some.Get % 40, 1 + more.Get % 5);
            if (workers > cars) return;
            var profile = RateProfile.Parse(null, 500, 1_000_000);
            var all = new SortedDictionary<long, DueFix>();
            for (var worker = 0; worker < workers; worker++)
            {
                var schedule = new LoadSchedule(profile, cars, worker, workers);
                var now = 0L;
                for (; !schedule.IsFinished; now += 13_777)
                {
                    while (schedule.TryTake(now, out var fix)) all.Add(fix.Number, fix);
                    Assert.Equal(schedule.DueCount(now), schedule.Taken);
                }
            }

            Assert.Equal(500, all.Count);
            Assert.All(all.Values, fix => Assert.Equal((fix.Number % cars, profile.DueUs(fix.Number)), (fix.Car, fix.DueUs)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void What_is_due_is_counted_whether_it_was_taken_or_not()
    {
        var schedule = new LoadSchedule(RateProfile.Parse(null, 100, 2_000_000), cars: 7);
        Assert.True(schedule.TryTake(0, out _));
        Assert.Equal((1, 101, 200, 200), (schedule.DueCount(0), schedule.DueCount(1_000_000), schedule.DueCount(2_000_000), schedule.DueCount(9_000_000)));
        Assert.Equal(1, schedule.Taken);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("10s:x")]
    [InlineData("10s:5,5s:10")]
    [InlineData("a:5")]
    public void A_ramp_that_cannot_be_read_is_refused(string ramp) =>
        Assert.Contains("--ramp", Assert.Throws<EmitException>(() => RateProfile.Parse(ramp, 100, 1_000_000)).Message);

    /// <summary>As many fixes as fall into the microsecond to which moments are rounded, and what floating-point sums lose.</summary>
    private static double Slack(RateProfile profile, long due) => 0.001 + Math.Max(profile.RateAt(due), profile.RateAt(due + 1)) / 1e6;

    private static Arbitrary<RateProfile> Profiles() =>
        (from count in Gen.Choose(1, 5)
         from gaps in Gen.Choose(0, 4_000_000).ListOf(count)
         from rates in Gen.Choose(0, 50_000).ListOf(count + 1)
         from tail in Gen.Choose(1_000_000, 5_000_000)
         let times = gaps.Aggregate(new List<long> { 0 }, (list, gap) => [.. list, list[^1] + gap])
         select new RateProfile([.. times.Zip(rates, (at, rate) => new RatePoint(at, rate))], times[^1] + tail)).ToArbitrary();
}
