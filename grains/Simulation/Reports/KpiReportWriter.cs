using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FleetActors.Simulation;

/// <summary>
/// Writes a report as <c>report.json</c>, <c>hours.csv</c>, <c>vehicles.csv</c>, <c>cancellations.csv</c>, <c>revenue.csv</c>
/// and <c>report.html</c>. The bytes depend on the report only: no clock, no machine, no culture.
/// </summary>
public static class KpiReportWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes all files into a folder, which is made when it is missing; files of these names are replaced.</summary>
    public static void WriteTo(string folder, KpiReport report)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in Files(report))
            File.WriteAllBytes(Path.Combine(folder, name), Utf8.GetBytes(content));
    }

    /// <summary>Name and content of each file, in a fixed order.</summary>
    public static IEnumerable<(string Name, string Content)> Files(KpiReport report)
    {
        yield return ("report.json", Json(report));
        yield return ("hours.csv", CsvText.Of(HoursHeading, report.Hours.Select(HourCells)));
        yield return ("vehicles.csv", CsvText.Of(VehiclesHeading, report.Vehicles.Select(VehicleCells)));
        yield return ("cancellations.csv", CsvText.Of(["reason", "refusal_code", "requests"], report.CancelledByReason.Select(reason => (string[])[reason.Reason.ToString(), reason.RefusalCode, Plain(reason.Count)])));
        yield return ("revenue.csv", CsvText.Of(["line_kind", "amount", "currency"], report.RevenueByLine.Select(line => (string[])[line.Kind, Figures.Exact(line.MinorUnits, 100), report.Currency])));
        yield return ("report.html", HtmlReport.Render(report));
    }

    private static readonly string[] HoursHeading = ["from", "requests", "served", "cancelled", "km_occupied", "km_empty", "kwh_used", "kwh_charged", "revenue", "utilisation_permille"];

    private static readonly string[] VehiclesHeading = ["vehicle_id", "trips", "km_occupied", "km_empty", "kwh_used", "kwh_charged", "chargings", "utilisation_permille", "minutes_on_trip", "minutes_charging", "minutes_queueing"];

    private static string[] HourCells(HourKpis hour) =>
    [
        Time(hour.From), Plain(hour.Requests), Plain(hour.Served), Plain(hour.Cancelled),
        Figures.Exact(hour.OccupiedMm, 1_000_000), Figures.Exact(hour.EmptyMm, 1_000_000),
        Figures.Exact(hour.UsedMwh, 1_000_000), Figures.Exact(hour.ChargedMwh, 1_000_000),
        Figures.Exact(hour.RevenueMinor, 100), Plain(hour.Times.UtilisationPermille),
    ];

    private static string[] VehicleCells(VehicleKpis vehicle) =>
    [
        vehicle.Id, Plain(vehicle.Trips),
        Figures.Exact(vehicle.OccupiedMm, 1_000_000), Figures.Exact(vehicle.EmptyMm, 1_000_000),
        Figures.Exact(vehicle.UsedMwh, 1_000_000), Figures.Exact(vehicle.ChargedMwh, 1_000_000),
        Plain(vehicle.Charges), Plain(vehicle.Times.UtilisationPermille),
        Figures.Exact((vehicle.Times[CarActivity.OnTrip] + vehicle.Times[CarActivity.Paused]) / 1_000, 60),
        Figures.Exact(vehicle.Times[CarActivity.Charging] / 1_000, 60),
        Figures.Exact(vehicle.Times[CarActivity.Queueing] / 1_000, 60),
    ];

    private static string Json(KpiReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            WriteJson(json, report);
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteJson(Utf8JsonWriter json, KpiReport report)
    {
        json.WriteStartObject();
        json.WriteString("scenario", report.Scenario);
        json.WriteNumber("seed", report.Seed);
        json.WriteString("start", Time(report.Start));
        json.WriteString("end", Time(report.End));
        json.WriteNumber("vehicles", report.VehicleCount);
        json.WriteString("policies", report.Policies);
        json.WriteString("traffic", report.Traffic);
        json.WriteNumber("events", report.Events);
        json.WriteString("eventHash", report.EventHash);
        json.WriteNumber("requests", report.Requests);
        json.WriteNumber("served", report.Served);
        json.WriteNumber("cancelled", report.Cancelled);
        WriteList(json, "cancelledByReason", report.CancelledByReason, reason =>
        {
            json.WriteString("reason", reason.Reason.ToString());
            json.WriteString("refusalCode", reason.RefusalCode);
            json.WriteNumber("requests", reason.Count);
        });
        json.WriteStartObject("waitingMs");
        json.WriteNumber("mean", report.Waits.MeanMs);
        json.WriteNumber("median", report.Waits.MedianMs);
        json.WriteNumber("p95", report.Waits.P95Ms);
        json.WriteNumber("longest", report.Waits.LongestMs);
        json.WriteStartArray("customersByMinute");
        foreach (var customers in report.Waits.Minutes)
            json.WriteNumberValue(customers);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNumber("kmOccupied", report.OccupiedMm / 1_000_000m);
        json.WriteNumber("kmEmpty", report.EmptyMm / 1_000_000m);
        json.WriteNumber("utilisationPermille", report.Activity.UtilisationPermille);
        json.WriteNumber("kwhUsed", report.UsedMwh / 1_000_000m);
        json.WriteNumber("kwhCharged", report.ChargedMwh / 1_000_000m);
        json.WriteNumber("chargings", report.Charges);
        json.WriteNumber("chargingCostMicros", report.ChargeCostMicros);
        json.WriteNumber("chargingsQueued", report.QueueWaits);
        json.WriteNumber("queueWaitMsTotal", report.QueueWaitedMs);
        json.WriteNumber("queueWaitMsLongest", report.LongestQueueWaitMs);
        json.WriteString("currency", report.Currency);
        json.WriteNumber("invoices", report.Invoices);
        json.WriteNumber("revenueMinor", report.RevenueMinor);
        WriteList(json, "revenueByLine", report.RevenueByLine, line =>
        {
            json.WriteString("kind", line.Kind);
            json.WriteNumber("minorUnits", line.MinorUnits);
        });
        WriteRows(json, "hours", HoursHeading, report.Hours.Select(HourCells));
        WriteRows(json, "perVehicle", VehiclesHeading, report.Vehicles.Select(VehicleCells));
        WriteList(json, "activityMs", Enumerable.Range(0, ActivityTimes.Kinds), kind =>
        {
            json.WriteString("activity", ((CarActivity)kind).ToString());
            json.WriteNumber("ms", report.Activity.Ms[kind]);
        });
        json.WriteStartArray("notes");
        foreach (var note in report.Notes)
            json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The first cell is a text, the others are numbers.</summary>
    private static void WriteRows(Utf8JsonWriter json, string name, string[] heading, IEnumerable<string[]> rows) => WriteList(json, name, rows, cells =>
    {
        json.WriteString(heading[0], cells[0]);
        for (var column = 1; column < cells.Length; column++)
        {
            json.WritePropertyName(heading[column]);
            json.WriteRawValue(cells[column]);
        }
    });

    private static string Plain(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture);
}
