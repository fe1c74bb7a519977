using System.Diagnostics;

namespace FleetActors.Benchmarks;

/// <summary>This program once more in a process of its own, under one of its hidden commands. Killed when disposed.</summary>
public sealed class ChildProcess : IDisposable
{
    private bool _isDisposed;

    private ChildProcess(Process process, string said) => (Process, Said) = (process, said);

    /// <summary>The process itself.</summary>
    public Process Process { get; }

    /// <summary>What it said behind the word that it was ready.</summary>
    public string Said { get; }

    /// <summary>Its processor time so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            Process.Refresh();
            return Process.TotalProcessorTime;
        }
    }

    /// <summary>Starts one and waits for a line that begins with a word; what else it prints is printed here.</summary>
    /// <param name="ready">The word.</param>
    /// <param name="arguments">The hidden command and its arguments. The command ends when its input does.</param>
    /// <param name="cancellation">No longer wanted.</param>
    public static async Task<ChildProcess> StartAsync(string ready, string[] arguments, CancellationToken cancellation)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(ChildProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true, // its end tells the child that we are gone
        })!;
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith(ready, StringComparison.Ordinal))
            {
                _ = EchoAsync(process.StandardOutput);
                return new(process, line[ready.Length..].Trim());
            }
            Console.WriteLine(line);
        }
        throw new InvalidOperationException("The process ended before it was ready.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Process.Kill();
        Process.WaitForExit();
        Process.Dispose();
    }

    private static async Task EchoAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line) Console.WriteLine(line);
    }
}
