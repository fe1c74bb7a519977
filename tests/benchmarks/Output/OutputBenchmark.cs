using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FleetActors.Silo.Simulations;
using FleetActors.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FleetActors.Benchmarks.Output;

/// <summary>
/// <c>output</c>: what writing full results in every form costs a run. Runs of one seed with and without it take turns, each
/// in a silo of its own; their hashes must be equal. The limit beside it is how long the same bytes take to write as they are.
/// </summary>
public static class OutputBenchmark
{
    private const int WriteBytes = 1 << 20;

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var cars = new Option<int>("--cars") { Description = "Cars of the generated city.", DefaultValueFactory = _ => 1_200 };
        var hours = new Option<int>("--hours") { Description = "Simulated hours.", DefaultValueFactory = _ => 10 };
        var rounds = new Option<int>("--rounds") { Description = "Pairs of runs; medians are quoted.", DefaultValueFactory = _ => 5 };
        var every = new Option<int>("--positions-every") { Description = "Simulated seconds between two positions of a car.", DefaultValueFactory = _ => 60 };
        var directory = new Option<string>("--directory") { Description = "Where results go; removed afterwards.", DefaultValueFactory = _ => "artifacts/output" };
        var command = new Command("output", "What writing full results costs a run.") { cars, hours, rounds, every, directory };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(cars), parsed.GetValue(hours), parsed.GetValue(rounds), parsed.GetValue(every), Path.GetFullPath(parsed.GetValue(directory)!), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int cars, int hours, int rounds, int everySeconds, string directory, CancellationToken cancellation)
    {
        var scenario = CityScenario.Create(1, cars, nodes: 3_000, duration: TimeSpan.FromHours(hours));
        var (with, without) = (new List<double>(), new List<double>());
        var (rows, bytes) = (0L, 0L);
        // The first pair warms everything up and is not counted.
        for (var round = 0; round <= rounds; round++)
        {
            var (written, bare) = ((0.0, "", 0L), (0.0, "", 0L));
            // Who goes first changes from round to round.
            foreach (var isWriting in round % 2 == 0 ? new[] { true, false } : [false, true])
            {
                if (isWriting) written = await Play(scenario, directory, everySeconds, cancellation);
                else bare = await Play(scenario, null, everySeconds, cancellation);
            }
            rows = written.Item3;
            bytes = new DirectoryInfo(directory).EnumerateFiles().Sum(file => file.Length);
            if (written.Item2 != bare.Item2)
            {
                Console.WriteLine($"WRONG: a run that writes took another course: {written.Item2}, {bare.Item2}.");
                return 1;
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(round == 0 ? "warm-up" : $"round {round}"),8}: {bare.Item1:F2} s without, {written.Item1:F2} s with {rows:N0} rows, {bytes / 1e6:F1} MB"));
            if (round == 0) continue;
            with.Add(written.Item1);
            without.Add(bare.Item1);
        }
        var rawSeconds = WriteRaw(directory, bytes);
        Directory.Delete(directory, recursive: true);
        var costPercent = (Median.Of(with) / Median.Of(without) - 1) * 100;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=output value={costPercent:F1} unit=percent limit=15 ratio={costPercent / 15:F2} run_s={Median.Of(without):F2} run_with_results_s={Median.Of(with):F2} rows={rows} megabytes={bytes / 1e6:F1} raw_write_s={rawSeconds:F3} cars={cars} simulated_hours={hours} times_real_time={hours * 3_600 / Median.Of(with):F0} hashes_equal=yes"));
        return 0;
    }

    private static async Task<(double Seconds, string Hash, long Rows)> Play(Scenario scenario, string? directory, int everySeconds, CancellationToken cancellation)
    {
        if (directory is not null && Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        using var host = RunHost.Build();
        await host.StartAsync(cancellation);
        await using var output = directory is null ? null : await RunOutput.Open(scenario, directory, Enum.GetValues<OutputFormat>(), TimeSpan.FromSeconds(everySeconds));
        using var run = new SimulationRun(host.Services.GetRequiredService<IGrainFactory>(), new FleetId("sim-output"), scenario, output: output);
        await run.Prepare(cancellation);
        GC.Collect();
        var began = Stopwatch.GetTimestamp();
        while (!run.World.IsFinished) await run.PlayUntil(run.World.Now.AddMinutes(1), cancellation);
        if (output is not null) await output.Complete(cancellation);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await host.StopAsync(CancellationToken.None);
        return (seconds, run.Events.Text, output?.Rows ?? 0);
    }

    private static double WriteRaw(string directory, long bytes)
    {
        var block = new byte[WriteBytes];
        var began = Stopwatch.GetTimestamp();
        using var file = new FileStream(Path.Combine(directory, "raw"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var left = bytes; left > 0; left -= block.Length) file.Write(block, 0, (int)Math.Min(left, block.Length));
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
