using System.CommandLine;
using System.Globalization;
using FleetActors.Sdk;
using FleetActors.Silo.Hosting;
using FleetActors.Telemetry;
using FleetActors.Tracks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FleetActors.Benchmarks.Telemetry;

/// <summary>A silo on embedded storage in a process of its own, reached over TCP on loopback. Killed when disposed.</summary>
public sealed class SiloProcess : IDisposable
{
    private const string Name = "silo-process";
    private const string Ready = "READY";
    private const string WithoutTracks = "--without-tracks";

    /// <summary>How often its shards make the states of resting vehicles durable: sooner than by default, so that nobody waits for it.</summary>
    public static readonly TimeSpan StatesEvery = TimeSpan.FromSeconds(5);

    private readonly ChildProcess _process;

    private SiloProcess(ChildProcess process, int gatewayPort) => (_process, GatewayPort) = (process, gatewayPort);

    /// <summary>Where clients connect.</summary>
    public int GatewayPort { get; }

    /// <summary>The process's resident memory in bytes.</summary>
    public long ResidentBytes => StatusKilobytes("VmRSS:") * 1024;

    /// <summary>The most resident memory that the process had so far, in bytes.</summary>
    public long PeakResidentBytes => StatusKilobytes("VmHWM:") * 1024;

    /// <summary>Processor time of the process so far.</summary>
    public TimeSpan Cpu => _process.Cpu;

    /// <summary>Starts one and waits until it takes calls.</summary>
    public static async Task<SiloProcess> StartAsync(string directory, CancellationToken cancellation, bool tracks = true)
    {
        var port = LoopbackPort.Free();
        string[] arguments = [Name, directory, port.ToString(CultureInfo.InvariantCulture)];
        return new(await ChildProcess.StartAsync(Ready, tracks ? arguments : [.. arguments, WithoutTracks], cancellation), port);
    }

    /// <summary>A client of this silo. Its data directory is a benchmark's own, so the secret need not be kept.</summary>
    public async Task<IHost> ConnectAsync(CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ReadableLogs().SetMinimumLevel(LogLevel.Error);
        builder.Services.AddFleetActors(options =>
        {
            options.Gateways.Add(new(System.Net.IPAddress.Loopback, GatewayPort));
            options.Secret = ClusterSecret.Create();
            options.CallerName = "benchmark";
            options.CallerRole = Role.Admin;
            options.CommandDeadline = TimeSpan.FromSeconds(60);
            options.AttemptTimeout = TimeSpan.FromSeconds(55);
        });
        var host = builder.Build();
        await host.StartAsync(cancellation);
        return host;
    }

    /// <summary>Sends the process a signal by its name, as <c>STOP</c> or <c>CONT</c>.</summary>
    public void Signal(string name) => ProcessSignal.Send(_process.Process, name);

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    /// <summary>The command of the child; ends when it is killed.</summary>
    public static Command Command()
    {
        var directory = new Argument<string>("directory");
        var port = new Argument<int>("port");
        var command = new Command(Name, "The silo of a benchmark; started by it.") { Hidden = true };
        command.Arguments.Add(directory);
        command.Arguments.Add(port);
        var withoutTracks = new Option<bool>(WithoutTracks);
        command.Options.Add(withoutTracks);
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(directory)!, parsed.GetValue(port), !parsed.GetValue(withoutTracks), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string directory, int port, bool tracks, CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ReadableLogs().SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo => silo.AddFleetSilo(SiloSettings.Bare(StorageKind.Embedded, directory) with { GatewayPort = port }));
        builder.Services.Configure<TelemetryOptions>(telemetry => telemetry.StatesEvery = StatesEvery);
        if (!tracks) builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(TrackWatch)));
        using var host = builder.Build();
        await host.StartAsync(cancellation);
        Console.WriteLine(Ready);
        await Console.In.ReadToEndAsync(cancellation);
        return 0;
    }

    private long StatusKilobytes(string key) => File.ReadLines($"/proc/{_process.Process.Id}/status")
        .Where(line => line.StartsWith(key, StringComparison.Ordinal))
        .Select(line => long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture))
        .Single();
}
