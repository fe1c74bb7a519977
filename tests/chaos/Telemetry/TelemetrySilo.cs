using System.Diagnostics;
using System.Globalization;
using FleetActors.Silo.Hosting;
using FleetActors.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace FleetActors.Chaos;

/// <summary>The silo that is killed: a process of its own on embedded storage, always on the same port.</summary>
public sealed class TelemetrySilo : IDisposable
{
    /// <summary>The hidden first argument of its process.</summary>
    public const string Command = "--telemetry-silo";

    private const string Ready = "READY";

    private readonly Process _process;

    private TelemetrySilo(Process process) => _process = process;

    /// <summary>Starts one and waits until it takes calls.</summary>
    public static async Task<TelemetrySilo> StartAsync(string directory, int port, TimeSpan snapshotEvery, CancellationToken cancellation)
    {
        string[] arguments = ["exec", typeof(TelemetrySilo).Assembly.Location, Command, directory, Text(port), Text((int)snapshotEvery.TotalMilliseconds)];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (line == Ready) return new(process);
        }
        throw new InvalidOperationException($"The silo ended by itself with code {process.ExitCode}.");
    }

    /// <summary>Kills it with SIGKILL: nothing in it can finish anything.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>The process itself; runs until it is killed, or the harness is gone.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ReadableLogs().SetMinimumLevel(LogLevel.Error);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<TelemetryOptions>(telemetry => telemetry.SnapshotEvery = TimeSpan.FromMilliseconds(Number(arguments[2])));
        builder.UseOrleans(silo => silo.AddFleetSilo(SiloSettings.Bare(StorageKind.Embedded, arguments[0]) with { GatewayPort = Number(arguments[1]) }));
        using var host = builder.Build();
        await host.StartAsync();
        await Console.Out.WriteLineAsync(Ready);
        await Console.In.ReadToEndAsync(); // its end tells that the harness is gone
        return 0;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
