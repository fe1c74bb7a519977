using System.Text.Json;
using FleetActors.Simulation.Emit;

namespace FleetActors.Tests.Simulation.Emit;

public sealed class VerdictTests
{
    private static readonly HistogramCells Quick = Cells(500), Slow = Cells(900_000);

    [Theory]
    [InlineData("p99>250ms", FailMetric.Latency, 0.99, true, false, 250_000)]
    [InlineData("p99.9 >= 1s", FailMetric.Latency, 0.999, true, true, 1_000_000)]
    [InlineData("max>2min", FailMetric.Latency, 1, true, false, 120_000_000)]
    [InlineData("connect-p50>5s", FailMetric.Connect, 0.5, true, false, 5_000_000)]
    [InlineData("errors>0.5%", FailMetric.Errors, 0, true, false, 5_000)]
    [InlineData("achieved<95%", FailMetric.Achieved, 0, false, false, 950_000)]
    public void Rules_are_read(string text, FailMetric metric, double share, bool isAbove, bool isInclusive, double limit)
    {
        var rule = Assert.Single(FailRule.ParseAll(text));
        Assert.Equal((metric, isAbove, isInclusive, limit), (rule.Metric, rule.IsAbove, rule.IsInclusive, rule.Limit));
        Assert.Equal(share, rule.Share, 9);
        Assert.Equal(isInclusive, rule.IsBrokenBy(limit));
        Assert.True(rule.IsBrokenBy(isAbove ? limit + 1 : limit - 1));
        Assert.False(rule.IsBrokenBy(isAbove ? limit - 1 : limit + 1));
    }

    [Theory]
    [InlineData("p99")]
    [InlineData("p99>250")]
    [InlineData("p0>1s")]
    [InlineData("p100>1s")]
    [InlineData("speed>1s")]
    [InlineData("errors>1s")]
    [InlineData("connect-errors>1%")]
    [InlineData(">1s")]
    public void Rules_that_cannot_be_read_are_refused(string text) =>
        Assert.Contains("--fail-if", Assert.Throws<EmitException>(() => FailRule.ParseAll(text)).Message);

    [Fact]
    public void A_target_that_answers_in_time_passes()
    {
        var verdict = Judge(Second() with { Latency = Quick, Lag = Quick }, "p99>250ms,errors>0%,achieved<95%");
        Assert.Equal((LoadOutcome.Held, Blame.Nobody, 0), (verdict.Outcome, verdict.Blame, verdict.ExitCode));
    }

    [Fact]
    public void A_slow_answer_to_what_was_sent_in_time_is_the_targets()
    {
        var verdict = Judge(Second() with { Latency = Slow, Lag = Quick, Stalls = Quick }, "p99>250ms");
        Assert.Equal((LoadOutcome.Failed, Blame.Target, 1), (verdict.Outcome, verdict.Blame, verdict.ExitCode));
    }

    [Fact]
    public void A_slow_answer_to_what_was_sent_late_is_the_generators()
    {
        var verdict = Judge(Second() with { Latency = Slow, Lag = Slow }, "p99>250ms");
        Assert.Equal((LoadOutcome.Inconclusive, Blame.Generator, 4), (verdict.Outcome, verdict.Blame, verdict.ExitCode));
        Assert.Contains("proves nothing about the target", verdict.Sentence);
    }

    [Fact]
    public void An_answer_that_may_have_lain_unread_is_not_held_against_the_target() =>
        Assert.Equal(Blame.Generator, Judge(Second() with { Latency = Slow, Lag = Quick, Stalls = Slow }, "p99>250ms").Blame);

    [Fact]
    public void A_generator_that_did_not_send_what_was_due_proves_nothing()
    {
        var verdict = Judge(Second() with { Sent = 900, Answered = 900, Latency = Quick, Lag = Quick }, "p99>250ms,achieved<95%");
        Assert.Equal((LoadOutcome.Inconclusive, 4), (verdict.Outcome, verdict.ExitCode));
        Assert.Equal(Blame.Generator, verdict.Findings[1].Blame);
    }

    [Theory]
    [InlineData(EmitError.TimedOut)]
    [InlineData(EmitError.NotSent)]
    public void Fixes_that_a_late_generator_could_not_place_are_its_own_errors(EmitError error)
    {
        var late = Second() with { Sent = 600, Answered = 600, Errors = Failures(error, 300), Latency = Slow, Lag = Slow };
        Assert.Equal(Blame.Generator, Judge(late, "errors>0%").Findings[0].Blame);
        Assert.Equal(Blame.Target, Judge(late with { Lag = Quick }, "errors>0%").Findings[0].Blame);
    }

    [Fact]
    public void A_target_that_took_less_than_was_sent_did_not_achieve_it()
    {
        var verdict = Judge(Second() with { Answered = 900, Latency = Quick, Lag = Quick }, "achieved<95%");
        Assert.Equal((LoadOutcome.Failed, Blame.Target), (verdict.Outcome, verdict.Findings[0].Blame));
    }

    [Fact]
    public void A_target_that_never_answers_does_not_pass_for_want_of_latencies() =>
        Assert.Equal(LoadOutcome.Failed, Judge(Second() with { Answered = 0, Errors = Failures(EmitError.Refused, 1_000), Lag = Quick }, "p99>250ms").Outcome);

    [Fact]
    public void Fixes_cut_by_a_storm_are_no_errors()
    {
        var verdict = Judge(Second() with { Answered = 700, Errors = Failures(EmitError.CutByStorm, 300), Latency = Quick, Lag = Quick }, "errors>0%,achieved<99%");
        Assert.Equal(LoadOutcome.Held, verdict.Outcome);
    }

    [Fact]
    public void Seconds_of_workers_add_up()
    {
        var merged = LoadSecond.Merge([Second() with { Latency = Quick, GeneratorCpu = 0.2 }, Second() with { Latency = Slow, GeneratorCpu = 0.3, Errors = Failures(EmitError.TimedOut, 5) }]);
        Assert.Equal((2_000, 2_000, 5, 0.5), (merged.Offered, merged.Answered, merged.Failed, merged.GeneratorCpu));
        Assert.Equal(2, LatencyHistogram.Of(merged.Latency).Count);
    }

    [Fact]
    public void The_page_stands_alone_and_the_JSON_says_the_same()
    {
        var run = Run(Second() with { Latency = Slow, Lag = Quick, Errors = Failures(EmitError.ServerError, 5), Answered = 995 });
        var verdict = VerdictRules.Judge(run, FailRule.ParseAll("p99>250ms"));
        var page = VerdictPage.Render(run, verdict);
        Assert.Contains("FAIL: the target did not hold", page);
        Assert.Contains("broken, by the target", page);
        Assert.Contains("server error", page);
        Assert.Contains("&lt;target&gt;", page);
        Assert.DoesNotContain("<target>", page);
        Assert.DoesNotContain("src=", page);
        Assert.DoesNotContain("href=", page);
        using var json = JsonDocument.Parse(VerdictFiles.Json(run, verdict));
        Assert.Equal(("failed", "target", 5), (json.RootElement.GetProperty("outcome").GetString(), json.RootElement.GetProperty("blame").GetString(), json.RootElement.GetProperty("total").GetProperty("errors").GetProperty("serverError").GetInt64()));
    }

    private static LoadSecond Second() => new() { Second = 1, Offered = 1_000, Sent = 1_000, Answered = 1_000 };

    private static LoadRun Run(LoadSecond second) => new("mqtt://<target>", [("cars", "10")], 1, [second]);

    private static LoadVerdict Judge(LoadSecond second, string rules) => VerdictRules.Judge(Run(second), FailRule.ParseAll(rules));

    private static long[] Failures(EmitError error, long count)
    {
        var errors = new long[EmitErrors.Kinds];
        errors[(int)error] = count;
        return errors;
    }

    private static HistogramCells Cells(long us)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(us);
        return histogram.All();
    }
}
