using System.Diagnostics;
using System.Globalization;
using FleetActors.Silo.Hosting;

namespace FleetActors.Benchmarks.Emit;

/// <summary>A mosquitto of our own on a loopback port: nothing stored, no bound on connections, gone when disposed.</summary>
internal sealed class Mosquitto : IDisposable
{
    private readonly string _configuration;

    private Mosquitto(Process process, int port, string configuration) => (Process, Port, _configuration) = (process, port, configuration);

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The broker.</summary>
    public Process Process { get; }

    /// <summary>Where the program lies, or null where it is not installed.</summary>
    public static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin").Append("/usr/local/sbin") // not on everybody's path
        .Select(directory => Path.Combine(directory, "mosquitto"))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts one and waits until it listens.</summary>
    public static async Task<Mosquitto> StartAsync(string program, CancellationToken cancellation)
    {
        var (port, configuration) = (LoopbackPort.Free(), Path.GetTempFileName());
        await File.WriteAllTextAsync(configuration, string.Create(CultureInfo.InvariantCulture, $"""
            listener {port} 127.0.0.1
            max_connections -1
            allow_anonymous true
            persistence false
            set_tcp_nodelay true
            connection_messages false
            """), cancellation);
        var process = Process.Start(new ProcessStartInfo(program, ["-c", configuration]) { RedirectStandardError = true })!;
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(cancellation) is { } line)
        {
            said.Add(line);
            if (!line.EndsWith("running", StringComparison.Ordinal)) continue;
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            return new(process, port, configuration);
        }

        throw new InvalidOperationException($"mosquitto ended before it listened: {string.Join(" / ", said)}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Process.Kill();
        Process.WaitForExit();
        Process.Dispose();
        File.Delete(_configuration);
    }
}
