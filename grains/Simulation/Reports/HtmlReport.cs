using System.Globalization;
using System.Net;
using System.Text;

namespace FleetActors.Simulation;

/// <summary>The report as one page that needs nothing else: no script, no font, no picture from elsewhere. It follows the reader's light or dark mode.</summary>
internal static class HtmlReport
{
    private const int BusiestVehicles = 15;

    public static string Render(KpiReport report)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Append(CultureInfo.InvariantCulture, $"<title>{Text(report.Scenario)} – fleet report</title><style>{HtmlReportStyle.Css}</style></head>\n<body><main>");
        Head(page, report);
        Tiles(page, report);
        page.Append("<div class=\"charts\">");
        ByHour(page, report);
        WaitingAndMoney(page, report);
        Activities(page, report);
        Cancellations(page, report);
        page.Append("</div>\n");
        HourTable(page, report);
        VehicleTable(page, report);
        foreach (var note in report.Notes)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Text(note)}</p>");
        var hash = report.EventHash.Length == 0 ? "" : $"{Figures.Count(report.Events)} events, hash {report.EventHash}. ";
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{hash}Same scenario, same seed: the same report, byte for byte.</p></main></body></html>\n");
        return page.ToString();
    }

    private static void Head(StringBuilder page, KpiReport report) => page.Append(CultureInfo.InvariantCulture,
        $"<header><p class=\"brand\">FleetActors · simulation report</p><h1>{Text(report.Scenario)}</h1><p class=\"sub\">{Moment(report.Start)} to {Moment(report.End)} · {Figures.Count(report.VehicleCount)} vehicles · seed {report.Seed}<br>{Text(report.Policies)}; traffic {Text(report.Traffic)}</p></header>\n");

    private static void Tiles(StringBuilder page, KpiReport report)
    {
        page.Append("<section class=\"tiles\">");
        Tile(page, "Requests", Figures.Count(report.Requests), $"{Figures.Count(report.Served)} served, {Figures.Count(report.Cancelled)} cancelled");
        Tile(page, "Served", Figures.Percent(report.Served, report.Requests), "of all requests");
        Tile(page, "Waiting time", $"{Figures.Minutes(report.Waits.MeanMs)} min", $"median {Figures.Minutes(report.Waits.MedianMs)}, p95 {Figures.Minutes(report.Waits.P95Ms)} min");
        Tile(page, "Revenue", Figures.Money(report.RevenueMinor, report.Currency), $"{Figures.Count(report.Invoices)} invoices");
        Tile(page, "Utilisation", Figures.Percent(report.Activity.UtilisationPermille, 1_000), "of fleet time with a customer");
        Tile(page, "Distance", $"{Figures.Km(report.OccupiedMm + report.EmptyMm)} km", $"{Figures.Percent(report.EmptyMm, report.OccupiedMm + report.EmptyMm)} of it empty");
        Tile(page, "Energy used", $"{Figures.Kwh(report.UsedMwh)} kWh", $"{Figures.Kwh(report.ChargedMwh)} kWh charged");
        Tile(page, "Charging", Figures.Count(report.Charges), report.QueueWaits == 0 ? "no queue for a plug" : $"{Figures.Count(report.QueueWaits)} queued, longest {Figures.Minutes(report.LongestQueueWaitMs)} min");
        page.Append("</section>\n");
    }

    private static void ByHour(StringBuilder page, KpiReport report)
    {
        var hours = report.Hours;
        var labels = hours.Select(hour => hour.From.ToString("HH:mm", CultureInfo.InvariantCulture)).ToList();
        Chart(page, "Requests by hour", "requests", labels,
            new ChartSeries("served", "c1", [.. hours.Select(hour => (decimal)hour.Served)]),
            new ChartSeries("cancelled", "c4", [.. hours.Select(hour => (decimal)hour.Cancelled)]));
        Chart(page, "Utilisation by hour", "% of fleet time", labels,
            new ChartSeries("with a customer", "c2", [.. hours.Select(hour => hour.Times.UtilisationPermille / 10m)]));
        Chart(page, "Distance by hour", "km", labels,
            new ChartSeries("occupied", "c1", [.. hours.Select(hour => hour.OccupiedMm / 1_000_000m)]),
            new ChartSeries("empty", "c3", [.. hours.Select(hour => hour.EmptyMm / 1_000_000m)]));
        Chart(page, "Energy used by hour", "kWh", labels,
            new ChartSeries("used", "c5", [.. hours.Select(hour => hour.UsedMwh / 1_000_000m)]));
        Chart(page, "Energy charged by hour", "kWh", labels,
            new ChartSeries("charged", "c6", [.. hours.Select(hour => hour.ChargedMwh / 1_000_000m)]));
    }

    private static void WaitingAndMoney(StringBuilder page, KpiReport report)
    {
        var minutes = report.Waits.Minutes;
        Chart(page, "Waiting time", "customers", [.. minutes.Select((_, minute) => $"{minute} min")],
            new ChartSeries("waited", "c2", [.. minutes.Select(customers => (decimal)customers)]));
        Chart(page, "Revenue by hour", report.Currency, [.. report.Hours.Select(hour => hour.From.ToString("HH:mm", CultureInfo.InvariantCulture))],
            new ChartSeries("invoiced", "c6", [.. report.Hours.Select(hour => hour.RevenueMinor / 100m)]));
        page.Append(CultureInfo.InvariantCulture, $"<figure><figcaption><b>Revenue by invoice line</b> <span>{Text(report.Currency)}</span></figcaption>");
        Shares(page, [.. report.RevenueByLine.Select(line => (line.Kind, line.MinorUnits, Figures.Money(line.MinorUnits, report.Currency)))], "No contract was invoiced.");
        page.Append("</figure>");
    }

    private static void Activities(StringBuilder page, KpiReport report)
    {
        page.Append("<figure><figcaption><b>What the fleet's time went into</b></figcaption>");
        Shares(page, [.. Enum.GetValues<CarActivity>().Where(activity => report.Activity[activity] > 0)
            .Select(activity => (Figures.Name(activity), report.Activity[activity], Figures.Percent(report.Activity[activity], report.Activity.TotalMs)))], "Nothing happened.");
        page.Append("</figure>");
    }

    private static void Cancellations(StringBuilder page, KpiReport report)
    {
        page.Append("<figure><figcaption><b>Why requests were cancelled</b></figcaption>");
        Shares(page, [.. report.CancelledByReason.Select(reason => (Figures.Name(reason), reason.Count, Figures.Count(reason.Count)))], "Every request was served.");
        page.Append("</figure>\n");
    }

    private static void Shares(StringBuilder page, List<(string Name, long Value, string Shown)> rows, string whenEmpty)
    {
        if (rows.Count == 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"empty\">{whenEmpty}</p>");
            return;
        }

        var largest = Math.Max(1, rows.Max(row => Math.Abs(row.Value)));
        page.Append("<table class=\"shares\">");
        foreach (var (name, value, shown) in rows)
        {
            var permille = decimal.Round(Math.Abs(value) * 100m / largest, 1).ToString("0.#", CultureInfo.InvariantCulture);
            page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Text(name)}</th><td><i class=\"{(value < 0 ? "down" : "up")}\" style=\"width:{permille}%\"></i></td><td>{Text(shown)}</td></tr>");
        }

        page.Append("</table>");
    }

    private static void HourTable(StringBuilder page, KpiReport report)
    {
        page.Append("<details><summary>By hour</summary><div class=\"scroll\"><table><tr><th>Hour</th><th>Requests</th><th>Served</th><th>Cancelled</th><th>km occupied</th><th>km empty</th><th>kWh used</th><th>kWh charged</th><th>Utilisation</th><th>Revenue</th></tr>");
        foreach (var hour in report.Hours)
            page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Moment(hour.From)}</th><td>{Figures.Count(hour.Requests)}</td><td>{Figures.Count(hour.Served)}</td><td>{Figures.Count(hour.Cancelled)}</td><td>{Figures.Km(hour.OccupiedMm)}</td><td>{Figures.Km(hour.EmptyMm)}</td><td>{Figures.Kwh(hour.UsedMwh)}</td><td>{Figures.Kwh(hour.ChargedMwh)}</td><td>{Figures.Percent(hour.Times.UtilisationPermille, 1_000)}</td><td>{Figures.Money(hour.RevenueMinor, report.Currency)}</td></tr>");
        page.Append("</table></div></details>\n");
    }

    private static void VehicleTable(StringBuilder page, KpiReport report)
    {
        page.Append(CultureInfo.InvariantCulture, $"<details open><summary>Busiest vehicles <span>(all {Figures.Count(report.VehicleCount)} are in vehicles.csv)</span></summary><div class=\"scroll\"><table><tr><th>Vehicle</th><th>Trips</th><th>km occupied</th><th>km empty</th><th>kWh used</th><th>kWh charged</th><th>Utilisation</th></tr>");
        foreach (var vehicle in report.Vehicles.OrderByDescending(vehicle => vehicle.Trips).ThenByDescending(vehicle => vehicle.OccupiedMm).Take(BusiestVehicles))
            page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Text(vehicle.Id)}</th><td>{Figures.Count(vehicle.Trips)}</td><td>{Figures.Tenths(vehicle.OccupiedMm, 1_000_000)}</td><td>{Figures.Tenths(vehicle.EmptyMm, 1_000_000)}</td><td>{Figures.Tenths(vehicle.UsedMwh, 1_000_000)}</td><td>{Figures.Tenths(vehicle.ChargedMwh, 1_000_000)}</td><td>{Figures.Percent(vehicle.Times.UtilisationPermille, 1_000)}</td></tr>");
        page.Append("</table></div></details>\n");
    }

    private static void Tile(StringBuilder page, string name, string value, string detail) =>
        page.Append(CultureInfo.InvariantCulture, $"<div><p>{name}</p><strong>{Text(value)}</strong><small>{Text(detail)}</small></div>");

    private static void Chart(StringBuilder page, string title, string unit, List<string> labels, params IReadOnlyList<ChartSeries> series)
    {
        page.Append(CultureInfo.InvariantCulture, $"<figure><figcaption><b>{title}</b> <span>{unit}</span>");
        if (series.Count > 1)
        {
            foreach (var one in series)
                page.Append(CultureInfo.InvariantCulture, $"<em><i class=\"{one.ColourClass}\"></i>{one.Name}</em>");
        }

        page.Append("</figcaption>").Append(SvgChart.Bars(title, unit, labels, series)).Append("</figure>\n");
    }

    private static string Moment(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
