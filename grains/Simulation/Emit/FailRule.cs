using System.Collections.Immutable;
using System.Globalization;

namespace FleetActors.Simulation.Emit;

/// <summary>What a rule looks at.</summary>
public enum FailMetric
{
    /// <summary>A percentile of the time from due to answered.</summary>
    Latency = 1,

    /// <summary>A percentile of the time to connect or connect again.</summary>
    Connect = 2,

    /// <summary>Failed fixes as a share of those offered.</summary>
    Errors = 3,

    /// <summary>Answered fixes as a share of those offered.</summary>
    Achieved = 4,
}

/// <summary>When a run has failed: a comparison such as <c>p99&gt;250ms</c>, <c>errors&gt;1%</c> or <c>achieved&lt;95%</c>.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Metric">What is compared.</param>
/// <param name="Share">Of a percentile: which, 0.99 for p99 and 1 for the largest.</param>
/// <param name="IsAbove">Whether the run fails above the limit, or below it.</param>
/// <param name="IsInclusive">Whether it fails at the limit too.</param>
/// <param name="Limit">Microseconds, or millionths of a share.</param>
public sealed record FailRule(string Text, FailMetric Metric, double Share, bool IsAbove, bool IsInclusive, double Limit)
{
    /// <summary>Reads rules with commas between. Throws <see cref="EmitException"/>.</summary>
    public static ImmutableArray<FailRule> ParseAll(params IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(Parse)];

    /// <summary>Whether a value breaks the rule.</summary>
    public bool IsBrokenBy(double value) => (IsAbove ? value > Limit : value < Limit) || (IsInclusive && value == Limit);

    /// <summary>A value of this rule's kind as a person reads it.</summary>
    public string Shown(double value) => Metric is FailMetric.Errors or FailMetric.Achieved
        ? string.Create(CultureInfo.InvariantCulture, $"{value / 10_000:0.###} %")
        : EmitText.Shown((long)value);

    private static FailRule Parse(string text)
    {
        var at = text.AsSpan().IndexOfAny('<', '>');
        if (at <= 0) throw Wrong(text, "there is no < or > in it");
        var isInclusive = at + 1 < text.Length && text[at + 1] == '=';
        var (name, limit) = (text[..at].Trim(), text[(at + (isInclusive ? 2 : 1))..].Trim());
        var (metric, share) = MetricOf(name) ?? throw Wrong(text, $"'{name}' is nothing that is measured");
        var value = metric is FailMetric.Errors or FailMetric.Achieved ? EmitText.SharePpm(limit, $"--fail-if {text}") : EmitText.DurationUs(limit, $"--fail-if {text}");
        return new(text, metric, share, text[at] == '>', isInclusive, value);
    }

    private static (FailMetric Metric, double Share)? MetricOf(string name)
    {
        var metric = FailMetric.Latency;
        if (name.StartsWith("connect-", StringComparison.Ordinal)) (metric, name) = (FailMetric.Connect, name["connect-".Length..]);
        if (name == "max") return (metric, 1);
        if (name.StartsWith('p') && double.TryParse(name.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and < 100)
            return (metric, percent / 100);
        if (metric == FailMetric.Connect) return null;
        return name switch
        {
            "errors" => (FailMetric.Errors, 0),
            "achieved" => (FailMetric.Achieved, 0),
            _ => null,
        };
    }

    private static EmitException Wrong(string text, string why) =>
        new($"--fail-if: '{text}': {why}. Write p50, p99, p99.9 or max with a time (p99>250ms), connect-p99 with a time, errors or achieved with a share (errors>1%, achieved<95%).");
}
