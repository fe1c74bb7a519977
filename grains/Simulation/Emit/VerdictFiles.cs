using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FleetActors.Simulation.Emit;

/// <summary>Writes a verdict as <c>verdict.html</c> for people and <c>verdict.json</c> for machines.</summary>
public static class VerdictFiles
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes both into a folder, which is made when it is missing; files of these names are replaced.</summary>
    public static void WriteTo(string folder, LoadRun run, LoadVerdict verdict)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "verdict.html"), VerdictPage.Render(run, verdict), new UTF8Encoding(false));
        File.WriteAllText(Path.Combine(folder, "verdict.json"), Json(run, verdict), new UTF8Encoding(false));
    }

    /// <summary>The JSON: verdict, totals, and every second.</summary>
    public static string Json(LoadRun run, LoadVerdict verdict) => JsonSerializer.Serialize(
        new
        {
            Target = run.Title,
            verdict.Outcome,
            verdict.Blame,
            verdict.ExitCode,
            verdict.Sentence,
            Rules = verdict.Findings.Select(finding => new { finding.Rule.Text, finding.Value, finding.IsBroken, finding.Blame }),
            verdict.Remarks,
            Asked = run.Facts.ToDictionary(fact => fact.Name, fact => fact.Value),
            Total = new
            {
                run.DurationSeconds,
                run.Offered,
                run.SentInTime,
                run.AnsweredInTime,
                run.Answered,
                run.Failed,
                Withheld = run.Seconds.Sum(second => second.Withheld),
                run.NeverSent,
                run.Replies,
                Errors = Enum.GetValues<EmitError>().ToDictionary(error => error, run.Errors),
                LatencyUs = Percentiles(run.Latency),
                GeneratorLagUs = Percentiles(run.Lag),
                GeneratorStallsUs = Percentiles(run.Stalls),
                ConnectUs = Percentiles(run.Connects),
            },
            Seconds = run.Seconds.Select(second => new
            {
                second.Second,
                second.Offered,
                second.Sent,
                second.Answered,
                second.Failed,
                second.Connected,
                LatencyUs = Percentiles(LatencyHistogram.Of(second.Latency)),
                GeneratorLagP99Us = LatencyHistogram.Of(second.Lag).Percentile(0.99),
                GeneratorStallsP99Us = LatencyHistogram.Of(second.Stalls).Percentile(0.99),
                second.GeneratorCpu,
                second.MachineCpu,
            }),
        },
        Options);

    private static object Percentiles(LatencyHistogram histogram) => new
    {
        histogram.Count,
        P50 = histogram.Percentile(0.5),
        P90 = histogram.Percentile(0.9),
        P99 = histogram.Percentile(0.99),
        P999 = histogram.Percentile(0.999),
        histogram.Max,
    };
}
