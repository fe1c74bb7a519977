using System.Globalization;
using System.Net;
using System.Text;

namespace FleetActors.Simulation;

/// <summary>The comparison as one page that needs nothing else: figures side by side with their differences, and lines by hour.</summary>
internal static class ComparisonPage
{
    private const string Css = """
        .l1{--line:var(--c1)}.l2{--line:var(--c3)}.l3{--line:var(--c2)}.l4{--line:var(--c5)}.l5{--line:var(--c4)}.l6{--line:var(--c6)}
        polyline{fill:none;stroke:var(--line);stroke-width:2.5;stroke-linejoin:round}polyline.dash{stroke-dasharray:7 5}circle{fill:var(--line)}
        i.l1,i.l2,i.l3,i.l4,i.l5,i.l6{background:var(--line)}
        .compared{margin-bottom:18px;padding:6px 18px 10px;background:var(--card);border:1px solid var(--rule);border-radius:12px;overflow-x:auto}
        .compared thead th{vertical-align:bottom;white-space:normal;font-weight:600;max-width:260px;overflow-wrap:anywhere}.compared thead th i{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px}
        .compared td small{display:block;color:var(--soft)}.compared td small.better{color:var(--c6)}.compared td small.worse{color:var(--c4)}.compared tbody th small{color:var(--soft)}
        """;

    public static string Render(ComparisonReport report)
    {
        var first = report.Runs[0].Report;
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Append(CultureInfo.InvariantCulture, $"<title>{Text(first.Scenario)} – comparison</title><style>{HtmlReportStyle.Css}\n{Css}</style></head>\n<body><main>");
        page.Append(CultureInfo.InvariantCulture, $"<header><p class=\"brand\">FleetActors · comparison of {report.Runs.Length} runs over the same demand</p><h1>{Text(first.Scenario)}</h1>");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"sub\">{Moment(first.Start)} to {Moment(first.End)} · {Figures.Count(first.VehicleCount)} vehicles · seed {first.Seed}</p></header>\n");
        Table(page, report);
        page.Append("<div class=\"charts\">");
        Lines(page, report, "Served by hour", "requests", hour => hour.Served);
        Lines(page, report, "Cancelled by hour", "requests", hour => hour.Cancelled);
        Lines(page, report, "Empty distance by hour", "km", hour => hour.EmptyMm / 1_000_000m);
        Lines(page, report, "Utilisation by hour", "% of fleet time", hour => hour.Times.UtilisationPermille / 10m);
        Lines(page, report, "Revenue by hour", first.Currency, hour => hour.RevenueMinor / 100m);
        Lines(page, report, "Energy charged by hour", "kWh", hour => hour.ChargedMwh / 1_000_000m);
        page.Append("</div>\n");
        for (var run = 0; run < report.Runs.Length; run++)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\"><a href=\"{ComparisonWriter.FolderOf(run)}/report.html\">{Text(report.Runs[run].Name)}</a>: {Text(report.Runs[run].Report.Policies)}; {Figures.Count(report.Runs[run].Report.Events)} events, hash {report.Runs[run].Report.EventHash}</p>");
        page.Append("<p class=\"note\">Differences are to the first column; green is better, red is worse. Same scenario, same seed: the same page, byte for byte.</p></main></body></html>\n");
        return page.ToString();
    }

    private static void Table(StringBuilder page, ComparisonReport report)
    {
        page.Append("<section class=\"compared\"><table><thead><tr><th></th>");
        for (var run = 0; run < report.Runs.Length; run++)
            page.Append(CultureInfo.InvariantCulture, $"<th><i class=\"{SvgLines.ClassOf(run)}\"></i>{Text(report.Runs[run].Name)}</th>");
        page.Append("</tr></thead><tbody>");
        foreach (var figure in report.Figures())
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Text(figure.Label)} <small>{Text(figure.Unit)}</small></th>");
            for (var run = 0; run < figure.Values.Length; run++)
                page.Append(CultureInfo.InvariantCulture, $"<td>{figure.Values[run].ToString("#,0.##", CultureInfo.InvariantCulture)}{(run == 0 ? "" : Difference(figure, run))}</td>");
            page.Append("</tr>");
        }

        page.Append("</tbody></table></section>\n");
    }

    private static string Difference(ComparedFigure figure, int run)
    {
        var difference = figure.Difference(run);
        var judged = (figure.Wanted, Math.Sign(difference)) switch
        {
            (Wanted.More, > 0) or (Wanted.Less, < 0) => " class=\"better\"",
            (Wanted.More, < 0) or (Wanted.Less, > 0) => " class=\"worse\"",
            _ => "",
        };
        // Of a share the difference is in points already; a percentage of it would only confuse.
        var relative = figure.Values[0] == 0 || figure.Unit == "%" || difference == 0 ? "" : $" ({ComparisonWriter.Signed(decimal.Round(difference * 100 / figure.Values[0], 1), "0.#")} %)";
        return $"<small{judged}>{ComparisonWriter.Signed(difference, "#,0.##")}{relative}</small>";
    }

    private static void Lines(StringBuilder page, ComparisonReport report, string title, string unit, Func<HourKpis, decimal> value)
    {
        var hours = report.Runs.SelectMany(run => run.Report.Hours.Select(hour => hour.From)).Distinct().Order().ToList();
        var series = report.Runs.Select((run, number) =>
        {
            var byHour = run.Report.Hours.ToDictionary(hour => hour.From, value);
            return new ChartSeries(run.Name, SvgLines.ClassOf(number), [.. hours.Select(hour => byHour.GetValueOrDefault(hour))]);
        }).ToList();
        page.Append(CultureInfo.InvariantCulture, $"<figure><figcaption><b>{title}</b> <span>{Text(unit)}</span>");
        foreach (var one in series)
            page.Append(CultureInfo.InvariantCulture, $"<em><i class=\"{one.ColourClass}\"></i>{Text(one.Name)}</em>");
        page.Append("</figcaption>").Append(SvgLines.Draw(title, unit, [.. hours.Select(hour => hour.ToString("HH:mm", CultureInfo.InvariantCulture))], series)).Append("</figure>\n");
    }

    private static string Moment(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
