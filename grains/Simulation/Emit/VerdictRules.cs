using System.Collections.Immutable;
using System.Globalization;

namespace FleetActors.Simulation.Emit;

/// <summary>
/// Judges a run. A generator is to blame where it sent late, or where its own threads were so late that answers may have lain
/// unread: such time is no more than its own lag and stalls, and only what exceeds them twice is held against the target.
/// </summary>
public static class VerdictRules
{
    /// <summary>Below this share of sent to offered fixes the load that was asked for was not applied.</summary>
    public const double LeastSentShare = 0.98;

    /// <summary>A delay of its own, in microseconds, from which on a generator that causes most of the latency is called saturated.</summary>
    public const long SaturatedDelayUs = 250_000;

    private const double WatchedShare = 0.99;
    private const double BusyMachine = 0.9;

    /// <summary>Comes to a verdict.</summary>
    public static LoadVerdict Judge(LoadRun run, ImmutableArray<FailRule> rules)
    {
        var findings = rules.Select(rule => Find(run, rule)).ToImmutableArray();
        var broken = findings.Where(finding => finding.IsBroken).ToList();
        var isSaturated = IsSaturated(run);
        var outcome = broken.Exists(finding => finding.Blame == Blame.Target) ? LoadOutcome.Failed
            : isSaturated || broken.Count > 0 ? LoadOutcome.Inconclusive
            : LoadOutcome.Held;
        var blame = outcome switch
        {
            LoadOutcome.Failed => Blame.Target,
            LoadOutcome.Inconclusive => Blame.Generator,
            _ => TroubleOf(run),
        };
        return new(outcome, blame, Sentence(run, outcome, blame), findings, Remarks(run, isSaturated));
    }

    /// <summary>Whether the generator fell behind its own schedule.</summary>
    public static bool IsSaturated(LoadRun run) =>
        run.SentInTime < LeastSentShare * run.Offered
        || (run.OwnDelayUs(WatchedShare) > SaturatedDelayUs && IsOwn(run, WatchedShare));

    private static bool IsOwn(LoadRun run, double share) => 2 * run.OwnDelayUs(share) >= run.Latency.Percentile(share);

    private static RuleFinding Find(LoadRun run, FailRule rule)
    {
        var value = rule.Metric switch
        {
            FailMetric.Latency => run.Latency.Percentile(rule.Share),
            FailMetric.Connect => run.Connects.Percentile(rule.Share),
            FailMetric.Errors => Ppm(run.Failed, run.Offered - run.Cut),
            _ => Ppm(run.AnsweredInTime, run.Offered - run.Cut),
        };
        // Where nothing was ever answered, no latency is no good news.
        var isBroken = rule.IsBrokenBy(value) || (rule.Metric == FailMetric.Latency && run.Latency.Count == 0 && run.Offered > 0);
        return new(rule, value, isBroken, isBroken ? BlameFor(run, rule) : Blame.Nobody);
    }

    private static Blame BlameFor(LoadRun run, FailRule rule)
    {
        var isOwn = rule.Metric switch
        {
            // Without a single answer there is no latency to share out: the generator is to blame only if it fell behind.
            FailMetric.Latency => run.Latency.Count > 0 ? IsOwn(run, rule.Share) : IsSaturated(run),
            FailMetric.Connect => 2 * run.Stalls.Percentile(rule.Share) >= run.Connects.Percentile(rule.Share),
            // Of what is missing, more was never sent than was sent and not answered.
            FailMetric.Achieved => run.Offered - run.SentInTime > run.SentInTime - run.AnsweredInTime,
            // A generator that stands still for longer than the time-out makes time-outs of its own, and one that is far behind
            // sends bursts that nobody asked for, of which a part finds too many unanswered.
            _ => IsSaturated(run) && 2 * (run.Errors(EmitError.TimedOut) + run.Errors(EmitError.NotSent)) > run.Failed && IsOwn(run, WatchedShare),
        };
        return isOwn ? Blame.Generator : Blame.Target;
    }

    /// <summary>Without a broken rule: is there something that a reader should know all the same?</summary>
    private static Blame TroubleOf(LoadRun run) =>
        run.Failed * 100 > run.Offered || run.AnsweredInTime * 100 < 95 * (run.Offered - run.Cut) ? Blame.Target : Blame.Nobody;

    private static string Sentence(LoadRun run, LoadOutcome outcome, Blame blame)
    {
        var (p99, own) = (EmitText.Shown(run.Latency.Percentile(WatchedShare)), EmitText.Shown(run.OwnDelayUs(WatchedShare)));
        return (outcome, blame) switch
        {
            (LoadOutcome.Failed, _) => $"The target failed: p99 {p99}, of which the generator's own delay is at most {own}; {Share(run.AnsweredInTime, run.Offered - run.Cut)} answered in time, {Share(run.Failed, run.Offered - run.Cut)} failed.",
            (LoadOutcome.Inconclusive, _) => $"The generator was the bottleneck, not the target: it sent {Share(run.SentInTime, run.Offered)} of what was due in time, its own delay is {own} of a p99 of {p99}. Lower the rate, add workers, or use a faster machine; this run proves nothing about the target.",
            (_, Blame.Target) => $"No rule is broken, but the target did not take everything: {Share(run.AnsweredInTime, run.Offered - run.Cut)} answered in time, {Share(run.Failed, run.Offered - run.Cut)} failed, p99 {p99}.",
            _ => $"The target held: {Share(run.AnsweredInTime, run.Offered - run.Cut)} of {run.Offered.ToString("N0", CultureInfo.InvariantCulture)} fixes answered in time, p99 {p99}.",
        };
    }

    private static ImmutableArray<string> Remarks(LoadRun run, bool isSaturated)
    {
        var remarks = ImmutableArray.CreateBuilder<string>();
        if (run.Cut > 0) remarks.Add($"{run.Cut:N0} fixes were under way when a storm cut their connection; they are nobody's errors.");
        if (run.Errors(EmitError.NotSent) > 0) remarks.Add("Fixes marked 'not sent' found too many of their kind unanswered; in the percentiles they count with the time-out.");
        if (isSaturated && run.NeverSent > 0) remarks.Add($"{run.NeverSent:N0} fixes fell due and were never sent: the generator was still behind when it stopped.");
        if (!isSaturated && run.Latency.Count > 0 && IsOwn(run, WatchedShare))
            remarks.Add("More than half of the p99 may be the generator's own delay; the target's share is smaller than the figure says.");
        if (isSaturated && run.Seconds.Any(second => second.Failed > 0)) remarks.Add("The generator fell behind in this run; part of what is held against the target may be its own.");
        var loaded = run.Seconds.Where(second => second.Offered > 0).ToList();
        if (loaded.Count > 0 && loaded.Average(second => second.MachineCpu ?? 0) > BusyMachine)
            remarks.Add("All processors of this machine were busy. Where the target runs on the same machine, each takes time from the other.");
        return remarks.ToImmutable();
    }

    private static double Ppm(long part, long whole) => whole <= 0 ? 0 : Math.Round(part * 1e6 / whole);

    private static string Share(long part, long whole) => whole <= 0 ? "nothing" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.##} %");
}
