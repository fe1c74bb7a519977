using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FleetActors.Silo.Emit;

namespace FleetActors.Benchmarks.Emit;

/// <summary>What one second of a load showed.</summary>
internal readonly record struct WorkerSecond(int Second, long Answered, int Connected, double Cpu);

/// <summary>A load that the product's own command ran in a process of its own, and the verdict that it wrote.</summary>
internal sealed record WorkerRun(int ExitCode, string Outcome, string Blame, string Sentence, long Offered, long Answered, long Failed, double P50Ms, double P99Ms, double OwnP99Ms, IReadOnlyList<WorkerSecond> Seconds)
{
    private const string SecondOver = " s  offered ";

    /// <summary>Fixes answered a second, on average from second <paramref name="from"/> (1 is the first) to <paramref name="to"/>, both included.</summary>
    public double AnsweredPerSecond(int from, int to) => Between(from, to).Average(second => second.Answered);

    /// <summary>The fewest connections in these seconds.</summary>
    public int LeastConnected(int from, int to) => Between(from, to).Min(second => second.Connected);

    /// <summary>The part of all processors that the worker used in these seconds.</summary>
    public double Cpu(int from, int to) => Between(from, to).Average(second => second.Cpu);

    /// <summary>Runs <c>simulate</c> with some arguments.</summary>
    /// <param name="report">Folder for the verdict.</param>
    /// <param name="arguments">What follows <c>simulate</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="troubleAfterSecond">When something is done to somebody; 0 for never.</param>
    /// <param name="trouble">What is done; it gets the worker's process.</param>
    public static async Task<WorkerRun> Of(string report, string[] arguments, CancellationToken cancellation, int troubleAfterSecond = 0, Func<Process, Task>? trouble = null)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(EmitJob).Assembly.Location, "simulate", .. arguments, "--report", report]) { RedirectStandardOutput = true })!;
        try
        {
            var (second, troubling) = (0, Task.CompletedTask);
            while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
            {
                if (line.Contains(SecondOver, StringComparison.Ordinal) && ++second == troubleAfterSecond) troubling = trouble!(process);
            }

            await troubling;
            await process.WaitForExitAsync(cancellation);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        var file = Path.Combine(report, "verdict.json");
        if (!File.Exists(file)) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"simulate ended with {process.ExitCode} and without a verdict; what it said stands above."));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellation));
        return Read(process.ExitCode, json.RootElement);
    }

    private IEnumerable<WorkerSecond> Between(int from, int to) => Seconds.Where(second => second.Second >= from && second.Second <= to);

    private static WorkerRun Read(int exitCode, JsonElement verdict)
    {
        var total = verdict.GetProperty("total");
        return new(
            exitCode, verdict.GetProperty("outcome").GetString()!, verdict.GetProperty("blame").GetString()!, verdict.GetProperty("sentence").GetString()!,
            Count("offered"), Count("answered"), Count("failed"), Us("latencyUs", "p50") / 1e3, Us("latencyUs", "p99") / 1e3, (Us("generatorLagUs", "p99") + Us("generatorStallsUs", "p99")) / 1e3,
            [.. verdict.GetProperty("seconds").EnumerateArray().Select(second => new WorkerSecond(
                second.GetProperty("second").GetInt32(), second.GetProperty("answered").GetInt64(), second.GetProperty("connected").GetInt32(), second.GetProperty("generatorCpu").GetDouble()))]);

        long Count(string name) => total.GetProperty(name).GetInt64();
        double Us(string histogram, string percentile) => total.GetProperty(histogram).GetProperty(percentile).GetInt64();
    }
}
