using System.Diagnostics;
using FleetActors.Silo.Hosting;
using FleetActors.Simulation;
using Spectre.Console;

namespace FleetActors.Silo.Simulations;

/// <summary>Plays a scenario to its end in a silo of its own, audits every contract, and reports.</summary>
public static class SimulateJob
{
    private const int Done = 0;
    private const int BooksAreWrong = 1;
    private const int CannotBeUsed = 2;

    /// <summary>Runs it. Answers the process's exit code: 0 done, 1 the audit found something, 2 the scenario cannot be used.</summary>
    public static async Task<int> Run(SimulateSettings settings, CancellationToken cancellation)
    {
        Scenario scenario;
        try
        {
            using var logs = LoggerFactory.Create(logging => logging.ReadableLogs());
            scenario = ScenarioLoader.Load(settings.Path, settings.Seed, settings.Vehicles, RoadCache(logs));
        }
        catch (ScenarioException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return CannotBeUsed;
        }
        Introduce(scenario);
        using var host = BuildHost();
        await host.StartAsync(cancellation);
        var fleet = new FleetId($"{FleetId.SimulatedPrefix}{scenario.Seed}");
        var run = new SimulationRun(host.Services.GetRequiredService<IGrainFactory>(), fleet, scenario);
        var took = Stopwatch.StartNew();
        await run.Prepare(cancellation);
        await Play(run, settings.Speed, cancellation);
        var played = took.Elapsed;
        var audit = await RunAudit.Of(run, host.Services.GetRequiredService<IGrainFactory>(), cancellation);
        Report(run.Report(), audit, played, settings.ReportFolder);
        await host.StopAsync(CancellationToken.None);
        Console.WriteLine(run.Report().KpiLine);
        return audit.IsClean ? Done : BooksAreWrong;
    }

    /// <summary>In the user's own cache; it may be deleted at any time.</summary>
    private static RoadHierarchyCache RoadCache(ILoggerFactory logs)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new RoadHierarchyCache(Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), "fleetactors", "roads"), logs.CreateLogger<RoadHierarchyCache>());
    }

    private static IHost BuildHost()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ReadableLogs().SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Orleans.Runtime.SiloLifecycleSubject", LogLevel.Error); // how long stopping takes is of no interest here
        builder.UseOrleans(silo => silo.AddFleetSilo(SiloSettings.Bare(StorageKind.Memory, dataDirectory: "")));
        return builder.Build();
    }

    private static void Introduce(Scenario scenario)
    {
        Console.WriteLine($"{scenario.Name}: {scenario.Roads.LinkCount:N0} road links, {scenario.Vehicles.Length:N0} cars, "
            + $"{scenario.Demand.KnownCount?.ToString("N0", null) ?? "random"} requests, seed {scenario.Seed}");
        foreach (var note in scenario.LoadNotes) Console.WriteLine($"  note: {note}");
    }

    private static async Task Play(SimulationRun run, double? speed, CancellationToken cancellation)
    {
        var (start, end) = (run.World.Scenario.Start, run.World.Scenario.End);
        var clock = Stopwatch.StartNew();
        await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .HideCompleted(Console.IsOutputRedirected)
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("the day", maxValue: (end - start).TotalSeconds);
                for (var until = start; !run.World.IsFinished;)
                {
                    until = speed is { } factor ? start + clock.Elapsed * factor : until.AddMinutes(1);
                    await run.PlayUntil(until, cancellation);
                    bar.Value = Math.Min(bar.MaxValue, (run.World.Now - start).TotalSeconds);
                    bar.Description = $"{run.World.Now:HH:mm}  {run.Served.Count,7:N0} served";
                    if (speed is not null) await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
                }
                bar.Value = bar.MaxValue;
            });
    }

    private static void Report(KpiReport report, RunAudit audit, TimeSpan took, string? folder)
    {
        Console.WriteLine();
        PrintTable(TextTable.Of(report));
        Console.WriteLine();
        foreach (var line in audit.Lines()) Console.WriteLine(line);
        Console.WriteLine($"played in {took.TotalSeconds:F1} s");
        if (folder is null) return;
        KpiReportWriter.WriteTo(folder, report);
        Console.WriteLine($"report: {Path.GetFullPath(folder)}{Path.DirectorySeparatorChar}report.html");
    }

    private static void PrintTable(TextTable table)
    {
        Console.WriteLine(table.Title);
        var width = table.Rows.Max(row => row.Label.Length);
        foreach (var (label, value) in table.Rows) Console.WriteLine($"  {label.PadRight(width)}  {value}");
    }
}
