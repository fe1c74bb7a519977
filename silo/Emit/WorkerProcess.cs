using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FleetActors.Simulation.Emit;

namespace FleetActors.Silo.Emit;

/// <summary>
/// One of several workers, in a process of its own. They speak in lines: the worker says <c>READY</c> or <c>PROBLEM why</c>, is told
/// <c>GO unix-ms</c>, and tells every second as JSON. It ends with its input.
/// </summary>
public sealed class WorkerProcess : IDisposable
{
    private const string Ready = "READY", Problem = "PROBLEM ", Go = "GO ", Second = "SECOND ", Done = "DONE";

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts one with this process's own arguments.</summary>
    public static WorkerProcess Start(int worker)
    {
        var arguments = Environment.GetCommandLineArgs();
        var isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet";
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. isHosted ? new[] { "exec", arguments[0] } : [], .. arguments[1..], "--worker", worker.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        return new(Process.Start(start)!);
    }

    /// <summary>Waits until it has its connections. Throws <see cref="EmitException"/> with its problem.</summary>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (line == Ready) return;
            if (line.StartsWith(Problem, StringComparison.Ordinal)) throw new EmitException(line[Problem.Length..]);
        }

        throw new EmitException("a worker ended before it was ready; what it said stands above.");
    }

    /// <summary>Lets it run, and tells its seconds as they come.</summary>
    public async Task RunAsync(DateTimeOffset start, Action<LoadSecond> report, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync($"{Go}{start.ToUnixTimeMilliseconds()}");
        await _process.StandardInput.FlushAsync(cancellation);
        while (await _process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith(Second, StringComparison.Ordinal)) report(JsonSerializer.Deserialize<LoadSecond>(line.AsSpan(Second.Length))!);
            if (line == Done) return;
        }

        throw new EmitException("a worker ended in the middle of the run; what it said stands above.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    /// <summary>What such a process does.</summary>
    public static async Task<int> BeAsync(EmitSettings settings, TimeProvider clock, CancellationToken cancellation)
    {
        await using var worker = new LoadWorker(settings);
        try
        {
            await worker.OpenAsync(cancellation);
        }
        catch (EmitException problem)
        {
            Console.WriteLine(Problem + problem.Message);
            return EmitJob.CannotBeReached;
        }

        Console.WriteLine(Ready);
        if (await Console.In.ReadLineAsync(cancellation) is not { } go) return EmitJob.CannotBeReached;
        var start = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(go.AsSpan(Go.Length), CultureInfo.InvariantCulture));
        await worker.RunAsync(start, clock, second => Console.WriteLine(Second + JsonSerializer.Serialize(second)), cancellation);
        Console.WriteLine(Done);
        return 0;
    }
}
