using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FleetActors.Simulation;

/// <summary>Writes a comparison as <c>comparison.html</c>, <c>comparison.csv</c> and <c>comparison.json</c>. The bytes depend on the runs only.</summary>
public static class ComparisonWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the files, and the full report of each run into a folder <c>1</c>, <c>2</c> … of its own.</summary>
    public static void WriteTo(string folder, ComparisonReport report)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in Files(report))
            File.WriteAllBytes(Path.Combine(folder, name), Utf8.GetBytes(content));
        for (var run = 0; run < report.Runs.Length; run++)
            KpiReportWriter.WriteTo(Path.Combine(folder, FolderOf(run)), report.Runs[run].Report);
    }

    /// <summary>Name and content of each file, in a fixed order.</summary>
    public static IEnumerable<(string Name, string Content)> Files(ComparisonReport report)
    {
        yield return ("comparison.json", Json(report));
        yield return ("comparison.csv", CsvText.Of(Heading(report), report.Figures().Select(Cells)));
        yield return ("comparison.html", ComparisonPage.Render(report));
    }

    /// <summary>Where the full report of a run lies.</summary>
    public static string FolderOf(int run) => (run + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>A difference as people read it: always with its sign.</summary>
    public static string Signed(decimal value, string format) => value == 0 ? "±0" : value.ToString($"+{format};−{format}", CultureInfo.InvariantCulture);

    private static string[] Heading(ComparisonReport report) =>
        ["figure", "unit", .. report.Runs.Select(run => run.Name), .. report.Runs.Skip(1).Select(run => $"difference: {run.Name}")];

    private static string[] Cells(ComparedFigure figure) =>
        [figure.Id, figure.Unit, .. figure.Values.Select(Exact), .. Enumerable.Range(1, figure.Values.Length - 1).Select(run => Difference(figure.Difference(run)))];

    private static string Difference(decimal value) => value.ToString("+0.####;-0.####;0", CultureInfo.InvariantCulture);

    private static string Exact(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Json(ComparisonReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(json, report);
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, ComparisonReport report)
    {
        json.WriteStartObject();
        json.WriteString("scenario", report.Runs[0].Report.Scenario);
        json.WriteNumber("seed", report.Runs[0].Report.Seed);
        json.WriteStartArray("runs");
        foreach (var run in report.Runs)
        {
            json.WriteStartObject();
            json.WriteString("name", run.Name);
            json.WriteString("policies", run.Report.Policies);
            json.WriteString("eventHash", run.Report.EventHash);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("figures");
        foreach (var figure in report.Figures())
        {
            json.WriteStartObject();
            json.WriteString("figure", figure.Id);
            json.WriteString("unit", figure.Unit);
            json.WriteStartArray("values");
            foreach (var value in figure.Values)
                json.WriteRawValue(Exact(value));
            json.WriteEndArray();
            json.WriteStartArray("differences");
            for (var run = 0; run < figure.Values.Length; run++)
                json.WriteRawValue(Exact(figure.Difference(run)));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
