using System.Diagnostics;
using FleetActors.Silo.Hosting;
using FleetActors.Simulation;
using Spectre.Console;

namespace FleetActors.Silo.Simulations;

/// <summary>Plays a scenario to its end in a silo of its own, audits every contract, and reports. Or does so several times and compares.</summary>
public static class SimulateJob
{
    private const int Done = 0;
    private const int BooksAreWrong = 1;
    private const int CannotBeUsed = 2;
    private const int TookAnotherCourse = 3;

    /// <summary>Runs it. Answers the process's exit code: 0 done, 1 the audit found something, 2 the scenario cannot be used,
    /// 3 a resumed run did not come to its checkpoint.</summary>
    public static async Task<int> Run(SimulateSettings settings, CancellationToken cancellation)
    {
        Scenario scenario;
        IReadOnlyList<ScenarioVariant> variants;
        RunCheckpoint? resumeFrom;
        try
        {
            scenario = Load(settings);
            variants = settings.Compare.Count == 0 ? [] : ScenarioVariant.ReadAll(scenario, settings.Compare);
            resumeFrom = settings.ResumeFile is { } file ? CheckpointFile.Read(file, scenario) : null;
        }
        catch (ScenarioException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return CannotBeUsed;
        }
        Introduce(scenario);
        if (variants.Count > 0) return await Compare(scenario, variants, settings, cancellation);
        var (report, isClean) = await Play(scenario, settings, settings.ReportFolder, settings.OutputFolder, resumeFrom, cancellation);
        if (report is null) return TookAnotherCourse;
        Console.WriteLine(report.KpiLine);
        return isClean ? Done : BooksAreWrong;
    }

    private static Scenario Load(SimulateSettings settings)
    {
        using var logs = LoggerFactory.Create(logging => logging.ReadableLogs());
        var scenario = ScenarioLoader.Load(settings.Path, settings.Seed, settings.Vehicles, RoadCache(logs));
        if (settings.Policy is { } policy) scenario = scenario with { Policies = PolicyCatalog.Select(scenario.Policies, policy) };
        return settings.Traffic is { } traffic ? scenario.WithTraffic(traffic) : scenario;
    }

    /// <summary>One run in a silo of its own, with its figures on the console and its report in the folder, if there is one.</summary>
    private static async Task<(KpiReport? Report, bool IsClean)> Play(
        Scenario scenario, SimulateSettings settings, string? folder, string? outputFolder, RunCheckpoint? resumeFrom, CancellationToken cancellation)
    {
        using var host = RunHost.Build();
        await host.StartAsync(cancellation);
        var fleet = new FleetId($"{FleetId.SimulatedPrefix}{scenario.Seed}");
        await using var output = outputFolder is null ? null : await RunOutput.Open(scenario, outputFolder, settings.Formats, settings.PositionsEvery);
        using var run = new SimulationRun(host.Services.GetRequiredService<IGrainFactory>(), fleet, scenario, output: output);
        var took = Stopwatch.StartNew();
        await run.Prepare(cancellation);
        if (resumeFrom is not null && !await run.BringTo(resumeFrom, cancellation))
        {
            await Console.Error.WriteLineAsync("The run took another course than before its checkpoint: the scenario's files or the rules have changed.");
            await host.StopAsync(CancellationToken.None);
            return (null, false);
        }
        if (resumeFrom is not null) Console.WriteLine($"resumed at {run.World.Now:yyyy-MM-dd HH:mm:ss}, {resumeFrom.Events:N0} events, same hash");
        await Play(run, settings.Speed, settings.StopAfter is { } after ? scenario.Start + after : DateTimeOffset.MaxValue, cancellation);
        if (settings.CheckpointFile is { } checkpoint)
        {
            CheckpointFile.Write(checkpoint, scenario, run.Checkpoint());
            Console.WriteLine($"checkpoint at {run.World.Now:yyyy-MM-dd HH:mm:ss}: {Path.GetFullPath(checkpoint)}");
        }
        if (output is not null)
        {
            await output.Complete(cancellation);
            Console.WriteLine($"results: {output.Rows:N0} rows in {Path.GetFullPath(outputFolder!)}");
        }
        var played = took.Elapsed;
        var audit = await RunAudit.Of(run, host.Services.GetRequiredService<IGrainFactory>(), cancellation);
        var report = run.Report();
        Show(report, audit, played);
        if (folder is not null)
        {
            KpiReportWriter.WriteTo(folder, report);
            Console.WriteLine($"report: {Path.GetFullPath(folder)}{Path.DirectorySeparatorChar}report.html");
        }
        await host.StopAsync(CancellationToken.None);
        return (report, audit.IsClean);
    }

    private static async Task<int> Compare(Scenario scenario, IReadOnlyList<ScenarioVariant> variants, SimulateSettings settings, CancellationToken cancellation)
    {
        var runs = new List<ComparedRun>();
        var areClean = true;
        foreach (var variant in variants)
        {
            Console.WriteLine();
            Console.WriteLine($"--- {variant.Name}");
            var (report, isClean) = await Play(
                variant.Of(scenario),
                settings,
                folder: null,
                settings.OutputFolder is { } all ? Path.Combine(all, ComparisonWriter.FolderOf(runs.Count)) : null,
                resumeFrom: null,
                cancellation);
            runs.Add(new(variant.Name, report!));
            areClean &= isClean;
        }
        var comparison = new ComparisonReport([.. runs]);
        Console.WriteLine();
        foreach (var line in ComparisonText.Lines(comparison)) Console.WriteLine(line);
        if (settings.ReportFolder is { } folder)
        {
            ComparisonWriter.WriteTo(folder, comparison);
            Console.WriteLine($"report: {Path.GetFullPath(folder)}{Path.DirectorySeparatorChar}comparison.html");
        }
        foreach (var (name, report) in runs) Console.WriteLine($"{report.KpiLine} variant={name.Replace(' ', '_')}");
        return areClean ? Done : BooksAreWrong;
    }

    /// <summary>In the user's own cache; it may be deleted at any time.</summary>
    private static RoadHierarchyCache RoadCache(ILoggerFactory logs)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new RoadHierarchyCache(Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), "fleetactors", "roads"), logs.CreateLogger<RoadHierarchyCache>());
    }

    private static void Introduce(Scenario scenario)
    {
        Console.WriteLine($"{scenario.Name}: {scenario.Roads.LinkCount:N0} road links, {scenario.Vehicles.Length:N0} cars, "
            + $"{scenario.Demand.KnownCount?.ToString("N0", null) ?? "random"} requests, traffic {TrafficModes.NameOf(scenario.Traffic)}, seed {scenario.Seed}");
        foreach (var note in scenario.LoadNotes) Console.WriteLine($"  note: {note}");
    }

    private static async Task Play(SimulationRun run, double? speed, DateTimeOffset stopAt, CancellationToken cancellation)
    {
        var (start, end, from) = (run.World.Scenario.Start, run.World.Scenario.End, run.World.Now);
        var clock = Stopwatch.StartNew();
        await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .HideCompleted(Console.IsOutputRedirected)
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("the day", maxValue: (end - start).TotalSeconds);
                for (var until = from; !run.World.IsFinished && run.World.Now < stopAt;)
                {
                    until = speed is { } factor ? from + clock.Elapsed * factor : until.AddMinutes(1);
                    if (until > stopAt) until = stopAt;
                    await run.PlayUntil(until, cancellation);
                    bar.Value = Math.Min(bar.MaxValue, (run.World.Now - start).TotalSeconds);
                    bar.Description = $"{run.World.Now:HH:mm}  {run.Served.Count,7:N0} served";
                    if (speed is not null) await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
                }
                bar.Value = bar.MaxValue;
            });
    }

    private static void Show(KpiReport report, RunAudit audit, TimeSpan took)
    {
        Console.WriteLine();
        PrintTable(TextTable.Of(report));
        Console.WriteLine();
        foreach (var line in audit.Lines()) Console.WriteLine(line);
        Console.WriteLine($"{report.Events:N0} events, hash {report.EventHash}");
        Console.WriteLine($"played in {took.TotalSeconds:F1} s");
    }

    private static void PrintTable(TextTable table)
    {
        Console.WriteLine(table.Title);
        var width = table.Rows.Max(row => row.Label.Length);
        foreach (var (label, value) in table.Rows) Console.WriteLine($"  {label.PadRight(width)}  {value}");
    }
}
