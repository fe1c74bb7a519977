using System.Globalization;
using System.Net;
using System.Text;

namespace FleetActors.Simulation.Emit;

/// <summary>The verdict as one page that needs nothing else: no script, no font, no picture from elsewhere.</summary>
public static class VerdictPage
{
    private const string Css = """
        .l1{--c:var(--c1)}.l2{--c:var(--c2)}.l3{--c:var(--c3)}.l4{--c:var(--c4)}.l5{--c:var(--c5)}.l6{--c:var(--c6)}
        .line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round}figcaption em i[class^=l]{background:var(--c)}
        .verdict{border-radius:12px;padding:18px 22px;margin-bottom:18px;color:#fff;background:#15803d}.verdict.failed{background:#b91c1c}.verdict.inconclusive{background:#b45309}
        .verdict strong{display:block;font-size:22px;line-height:1.3}.verdict p{margin:4px 0 0}.card{background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:8px 18px;margin-bottom:14px}
        .card td:last-child{white-space:normal}.card td,.card th{text-align:left}.ok{color:var(--c6)}.broken{color:var(--c4);font-weight:600}
        """;

    /// <summary>Renders it.</summary>
    public static string Render(LoadRun run, LoadVerdict verdict)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Append(CultureInfo.InvariantCulture, $"<title>{Text(run.Title)} – load verdict</title><style>{HtmlReportStyle.Css}{Css}</style></head>\n<body><main>");
        page.Append(CultureInfo.InvariantCulture, $"<header><p class=\"brand\">FleetActors · load verdict</p><h1>{Text(run.Title)}</h1><p class=\"sub\">{Text(string.Join(" · ", run.Facts.Take(4).Select(fact => $"{fact.Name} {fact.Value}")))}</p></header>\n");
        page.Append(CultureInfo.InvariantCulture, $"<section class=\"verdict {verdict.Outcome.ToString().ToLowerInvariant()}\"><strong>{Headline(verdict)}</strong><p>{Text(verdict.Sentence)}</p></section>\n");
        Tiles(page, run);
        Rules(page, verdict);
        page.Append("<div class=\"charts\">");
        Charts(page, run);
        Errors(page, run);
        page.Append("</div>\n");
        page.Append("<section class=\"card\"><table>");
        foreach (var (name, value) in run.Facts) page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Text(name)}</th><td>{Text(value)}</td></tr>");
        page.Append("</table></section>\n");
        foreach (var remark in verdict.Remarks) page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Text(remark)}</p>");
        page.Append("<p class=\"note\">Open model: the moment of every fix is fixed before the run and waits for no answer; latency counts from that moment. Fixes that were never answered count in the percentiles with the time after which they were given up; fixes that were refused do not. “Generator lag” is the time from that moment until this generator handed the fix to the network, “stalls” is how late it may have noticed answers.</p></main></body></html>\n");
        return page.ToString();
    }

    /// <summary>The verdict in a few words.</summary>
    public static string Headline(LoadVerdict verdict) => verdict.Outcome switch
    {
        LoadOutcome.Held => verdict.Findings.IsEmpty ? "Run complete" : "PASS: the target held",
        LoadOutcome.Failed => "FAIL: the target did not hold",
        _ => "INCONCLUSIVE: the generator was the bottleneck",
    };

    private static void Tiles(StringBuilder page, LoadRun run)
    {
        page.Append("<section class=\"tiles\">");
        Tile("Offered", $"{run.Offered / run.DurationSeconds:N0}/s", $"{Figures.Count(run.Offered)} fixes in {run.DurationSeconds:0.#} s");
        Tile("Answered", Figures.Percent(run.AnsweredInTime, run.Offered - run.Cut), $"{run.AnsweredInTime / run.DurationSeconds:N0}/s in time, {Figures.Count(run.Answered)} in all");
        Tile("Latency p99", EmitText.Shown(run.Latency.Percentile(0.99)), $"p50 {EmitText.Shown(run.Latency.Percentile(0.5))}, p99.9 {EmitText.Shown(run.Latency.Percentile(0.999))}, max {EmitText.Shown(run.Latency.Max)}");
        Tile("Generator lag p99", EmitText.Shown(run.Lag.Percentile(0.99)), $"stalls p99 {EmitText.Shown(run.Stalls.Percentile(0.99))}");
        Tile("Failed", Figures.Percent(run.Failed, run.Offered - run.Cut), $"{Figures.Count(run.Failed)} fixes");
        if (run.Connects.Count > 0) Tile("Connecting p99", EmitText.Shown(run.Connects.Percentile(0.99)), $"{Figures.Count(run.Connects.Count)} connections made");
        if (run.Replies > 0) Tile("Commands", Figures.Count(run.Replies), "answered");
        page.Append("</section>\n");

        void Tile(string name, string value, string detail) =>
            page.Append(CultureInfo.InvariantCulture, $"<div><p>{name}</p><strong>{Text(value)}</strong><small>{Text(detail)}</small></div>");
    }

    private static void Rules(StringBuilder page, LoadVerdict verdict)
    {
        if (verdict.Findings.IsEmpty) return;
        page.Append("<section class=\"card\"><table><tr><th>Fails if</th><th>Measured</th><th>Result</th></tr>");
        foreach (var finding in verdict.Findings)
        {
            var result = finding.IsBroken ? $"<span class=\"broken\">broken, by the {finding.Blame.ToString().ToLowerInvariant()}</span>" : "<span class=\"ok\">ok</span>";
            page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Text(finding.Rule.Text)}</th><td>{Text(finding.Rule.Shown(finding.Value))}</td><td>{result}</td></tr>");
        }

        page.Append("</table></section>\n");
    }

    private static void Charts(StringBuilder page, LoadRun run)
    {
        var seconds = run.Seconds;
        page.Append(LineChart.Figure("Offered and achieved", "fixes a second", false, Thousands,
            new ChartLine("offered", "l3", [.. seconds.Select(second => (double?)second.Offered)]),
            new ChartLine("sent", "l2", [.. seconds.Select(second => (double?)second.Sent)]),
            new ChartLine("answered", "l1", [.. seconds.Select(second => (double?)second.Answered)])));
        page.Append(LineChart.Figure("Latency from due to answered", "by the second of the answer, logarithmic", true, value => EmitText.Shown((long)value),
            Percentile("p50", "l1", 0.5, second => second.Latency),
            Percentile("p99", "l3", 0.99, second => second.Latency),
            Percentile("max", "l4", 1, second => second.Latency)));
        page.Append(LineChart.Figure("The generator's own delay", "logarithmic", true, value => EmitText.Shown((long)value),
            Percentile("lag p99", "l5", 0.99, second => second.Lag),
            Percentile("stalls p99", "l2", 0.99, second => second.Stalls),
            Percentile("latency p99", "l3", 0.99, second => second.Latency)));
        page.Append(LineChart.Figure("Processors", "% of the machine", false, value => $"{value:0.#} %",
            new ChartLine("generator", "l5", [.. seconds.Select(second => (double?)second.GeneratorCpu * 100)]),
            new ChartLine("everybody", "l3", [.. seconds.Select(second => second.MachineCpu * 100)])));

        ChartLine Percentile(string name, string colour, double share, Func<LoadSecond, HistogramCells> of) =>
            new(name, colour, [.. seconds.Select(of).Select(cells => cells.Cells.Length == 0 ? null : (double?)Math.Max(1, LatencyHistogram.Of(cells).Percentile(share)))]);
    }

    private static void Errors(StringBuilder page, LoadRun run)
    {
        var kinds = Enum.GetValues<EmitError>().Where(error => run.Errors(error) > 0).ToList();
        if (kinds.Count > 0)
        {
            page.Append("<figure><figcaption><b>Fixes that failed</b> <span>a second, by the second it was noticed</span>");
            foreach (var kind in kinds) page.Append(CultureInfo.InvariantCulture, $"<em><i class=\"{Colour(kind)}\"></i>{Text(EmitErrors.Shown(kind))}: {run.Errors(kind):N0}</em>");
            page.Append("</figcaption>").Append(SvgChart.Bars("Fixes that failed", "fixes", [.. run.Seconds.Select(second => $"{second.Second} s")],
                [.. kinds.Select(kind => new ChartSeries(EmitErrors.Shown(kind), Colour(kind), [.. run.Seconds.Select(second => (decimal)second.Errors[(int)kind])]))])).Append("</figure>");
        }

        if (run.Connects.Count > 0)
        {
            page.Append(LineChart.Figure("Connections", "open at the end of each second", false, Thousands,
                new ChartLine("connected", "l1", [.. run.Seconds.Select(second => (double?)second.Connected)])));
        }

        static string Colour(EmitError kind) => $"c{(int)kind % 6 + 1}";
    }

    private static string Thousands(double value) => value >= 10_000 ? $"{(value / 1_000).ToString("0.##", CultureInfo.InvariantCulture)} k" : value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
