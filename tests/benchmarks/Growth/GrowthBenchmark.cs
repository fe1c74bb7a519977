using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace FleetActors.Benchmarks.Growth;

/// <summary>
/// <c>growth</c>: runs other benchmarks at several sizes, each in a process of its own and with short phases, keeps their figures
/// in a file, and draws all that the file has as charts of cost against size.
/// </summary>
public static class GrowthBenchmark
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var what = new Option<string[]>("--what")
        {
            Description = "Which benchmarks; all when left out, --what none to draw only.", AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [.. GrowthPlans.All.Keys],
        };
        var sizes = new Option<int[]>("--sizes")
        {
            Description = "How many cars.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [10_000, 100_000, 1_000_000, 10_000_000],
        };
        var results = new Option<string>("--results") { Description = "Where the figures are kept from run to run.", DefaultValueFactory = _ => "docs/growth.csv" };
        var images = new Option<string>("--images") { Description = "Where the charts go.", DefaultValueFactory = _ => "docs/images" };
        var command = new Command("growth", "Cost against size: benchmarks at several sizes, and charts of them.") { what, sizes, results, images };
        command.SetAction((parsed, cancellation) => RunAsync(
            [.. parsed.GetValue(what)!.Where(name => name != "none")], parsed.GetValue(sizes)!, new(Path.GetFullPath(parsed.GetValue(results)!)), parsed.GetValue(images)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] what, int[] sizes, GrowthFigures figures, string images, CancellationToken cancellation)
    {
        var failed = 0;
        foreach (var name in what)
        {
            foreach (var size in sizes)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} with {size:N0} cars"));
                if (await MeasureAsync(name, size, cancellation) is { } measured) figures.Keep(name, size, measured);
                else failed++;
            }
        }
        Directory.CreateDirectory(images);
        foreach (var (file, chart) in GrowthCharts.Of(figures)) await File.WriteAllTextAsync(Path.Combine(images, file), Charts.SvgChart.Draw(chart), cancellation);
        Console.WriteLine($"RESULT name=growth value={what.Length * sizes.Length - failed} unit=runs limit={what.Length * sizes.Length} ratio={(failed == 0 ? 1 : 0)} failed={failed}");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>The figures of a run's last line, or null when it did not come to one.</summary>
    private static async Task<Dictionary<string, double>?> MeasureAsync(string name, int size, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(GrowthBenchmark).Assembly.Location);
        foreach (var argument in GrowthPlans.All[name](size)) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        Dictionary<string, double>? measured = null;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                Console.WriteLine($"  {line}");
                if (line.StartsWith("RESULT ", StringComparison.Ordinal)) measured = GrowthFigures.Parse(line);
            }
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        return measured;
    }
}
