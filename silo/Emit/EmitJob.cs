using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using FleetActors.Simulation;
using FleetActors.Simulation.Emit;

namespace FleetActors.Silo.Emit;

/// <summary><c>simulate … --emit</c>: drives a platform elsewhere and says whether it held.</summary>
public static class EmitJob
{
    /// <summary>Exit code: the options or a file cannot be used.</summary>
    public const int CannotBeUsed = 2;

    /// <summary>Exit code: the target cannot be reached at all.</summary>
    public const int CannotBeReached = 3;

    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(300);

    /// <summary>Runs it. Exit code: 0 held, 1 the target broke a rule, 2 not understood, 3 not reachable, 4 the generator was the bottleneck.</summary>
    public static async Task<int> Run(EmitOptions options, ParseResult parsed, string? path, long? seed, int? vehicles, string? report, CancellationToken cancellation)
    {
#pragma warning disable RS0030 // the composition root of a load
        var clock = TimeProvider.System;
#pragma warning restore RS0030
        EmitSettings settings;
        try
        {
            settings = options.Read(parsed, path, seed, vehicles, report);
        }
        catch (Exception problem) when (problem is EmitException or ScenarioException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return CannotBeUsed;
        }

        return options.IsWorker(parsed) ? await WorkerProcess.BeAsync(settings, clock, cancellation) : await RunAsync(settings, clock, cancellation);
    }

    /// <summary>Runs a load, shows it, writes the verdict. See <see cref="Run"/> for the exit code.</summary>
    public static async Task<int> RunAsync(EmitSettings settings, TimeProvider clock, CancellationToken cancellation)
    {
        var facts = Facts(settings);
        Console.WriteLine($"{settings.Target.Shown}: {string.Join(", ", facts.Take(5).Select(fact => $"{fact.Name} {fact.Value}"))}");
        var seconds = new List<LoadSecond>();
        var view = new LiveView();
        var (began, isOver) = (clock.GetTimestamp(), false);
        try
        {
            await view.WhileAsync(() => settings.Workers == 1 ? AloneAsync() : TogetherAsync());
        }
        catch (EmitException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return CannotBeReached;
        }

        isOver = cancellation.IsCancellationRequested;
        var asked = settings.Profile.DurationUs / 1e6;
        var run = new LoadRun(settings.Target.Shown, facts, isOver ? Math.Min(asked, seconds.Count) : asked, [.. seconds]);
        return Conclude(settings, run);

        async Task AloneAsync()
        {
            await using var worker = new LoadWorker(settings);
            await worker.OpenAsync(cancellation);
            Opened(settings, clock.GetElapsedTime(began));
            await worker.RunAsync(clock.GetUtcNow() + Lead, clock, Take, cancellation);
        }

        async Task TogetherAsync()
        {
            var workers = Enumerable.Range(0, settings.Workers).Select(WorkerProcess.Start).ToList();
            try
            {
                await Task.WhenAll(workers.Select(worker => worker.ReadyAsync(cancellation)));
                Opened(settings, clock.GetElapsedTime(began));
                var merging = new SecondsMerge(workers.Count, Take);
                var start = clock.GetUtcNow() + Lead;
                await Task.WhenAll(workers.Select(async (worker, number) =>
                {
                    await worker.RunAsync(start, second => merging.Add(number, second), CancellationToken.None);
                    merging.End(number);
                }));
            }
            finally
            {
                foreach (var worker in workers) worker.Dispose();
            }
        }

        void Take(LoadSecond second)
        {
            seconds.Add(second);
            view.Show(second);
        }
    }

    private static void Opened(EmitSettings settings, TimeSpan took)
    {
        if (settings.Target.Protocol == EmitProtocol.Mqtt && Console.IsOutputRedirected)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"connected in {took.TotalSeconds:0.0} s"));
    }

    private static int Conclude(EmitSettings settings, LoadRun run)
    {
        var verdict = VerdictRules.Judge(run, settings.FailRules);
        VerdictFiles.WriteTo(settings.ReportFolder, run, verdict);
        Console.WriteLine();
        Console.WriteLine(VerdictPage.Headline(verdict));
        Console.WriteLine(verdict.Sentence);
        foreach (var finding in verdict.Findings)
            Console.WriteLine($"  {(finding.IsBroken ? "BROKEN" : "ok    ")}  {finding.Rule.Text,-18} {finding.Rule.Shown(finding.Value)}{(finding.IsBroken ? $", by the {finding.Blame.ToString().ToLowerInvariant()}" : "")}");
        foreach (var error in Enum.GetValues<EmitError>().Where(error => run.Errors(error) > 0))
            Console.WriteLine($"  {run.Errors(error),10:N0}  {EmitErrors.Shown(error)}");
        if (run.Replies > 0) Console.WriteLine($"  {run.Replies,10:N0}  commands answered");
        foreach (var remark in verdict.Remarks) Console.WriteLine($"  note: {remark}");
        Console.WriteLine($"verdict: {Path.GetFullPath(settings.ReportFolder)}{Path.DirectorySeparatorChar}verdict.html");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"EMIT outcome={verdict.Outcome.ToString().ToLowerInvariant()} blame={verdict.Blame.ToString().ToLowerInvariant()} offered={run.Offered} answered={run.Answered} failed={run.Failed} offered_s={run.Offered / run.DurationSeconds:F0} answered_s={run.AnsweredInTime / run.DurationSeconds:F0} p50_us={run.Latency.Percentile(0.5)} p99_us={run.Latency.Percentile(0.99)} max_us={run.Latency.Max} lag_p99_us={run.Lag.Percentile(0.99)} stalls_p99_us={run.Stalls.Percentile(0.99)} cpu={run.Seconds.Select(second => second.GeneratorCpu).DefaultIfEmpty().Average():F2}"));
        return verdict.ExitCode;
    }

    private static ImmutableArray<(string Name, string Value)> Facts(EmitSettings settings)
    {
        var facts = ImmutableArray.CreateBuilder<(string Name, string Value)>();
        Add("cars", settings.Devices.Length.ToString("N0", CultureInfo.InvariantCulture));
        Add("rate", string.Create(CultureInfo.InvariantCulture, $"{settings.Profile.RateAt(settings.Profile.DurationUs):N0} fixes/s at the end, {settings.Profile.Total:N0} in all"));
        Add("duration", EmitText.Shown(settings.Profile.DurationUs));
        Add("payload", settings.Target.Protocol == EmitProtocol.OsmAnd ? "OsmAnd's query" : settings.Payload.Name);
        Add("motion", settings.Motion.Description);
        if (settings.Target.Protocol == EmitProtocol.Mqtt) Add("MQTT", $"3.1.1, level {settings.Qos}, topic {settings.Topic!.Text(new(settings.Devices[0], 0, default, 0))}");
        else Add("HTTP", $"batches of {settings.Batch}, at most {settings.Connections} connections a worker");
        Add("workers", $"{settings.Workers}");
        Add("time-out", EmitText.Shown((long)settings.Timeout.TotalMicroseconds));
        if (!settings.Faults.IsNone) Add("faults", $"{settings.Faults}");
        foreach (var storm in settings.Storms) Add("storm", $"{storm.SharePpm / 10_000.0:0.##} % at {EmitText.Shown(storm.AtUs)}");
        if (!settings.Sources.IsEmpty) Add("from", string.Join(", ", settings.Sources));
        if (settings.IsInsecure) Add("TLS", "any certificate was accepted");
        return facts.ToImmutable();

        void Add(string name, string value) => facts.Add((name, value));
    }
}
