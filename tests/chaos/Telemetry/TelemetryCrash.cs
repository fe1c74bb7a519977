using System.CommandLine;
using System.Globalization;
using FleetActors.Fleets;
using FleetActors.Sdk;
using FleetActors.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace FleetActors.Chaos;

/// <summary>
/// <c>telemetry</c>: the silo is killed at random moments under full telemetry and started again on its directory. Afterwards
/// each car's latest fix is its own, and not older than the last that was acknowledged before the kill; and cells have the
/// cars that are on offer, no more and no fewer, though cars were taken off the offer and put back meanwhile.
/// </summary>
public sealed class TelemetryCrash : IDisposable
{
    private const int Clean = 0, Violated = 1;
    private const int NewCars = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("fleet-crash-").FullName;
    private readonly int _port = LoopbackPort.Free();
    private readonly Random _random;
    private readonly TextWriter _output;
    private readonly bool _replays;

    private TelemetryCrash(int seed, bool replays, TextWriter output) => (_random, _replays, _output) = (new(seed), replays, output);

    /// <summary>Describes it. Exit code 0: nothing acknowledged was lost; 1: something was.</summary>
    public static Command Command()
    {
        var kills = new Option<int>("--kills") { Description = "How often the silo is killed.", DefaultValueFactory = _ => 20 };
        var cars = new Option<int>("--cars") { Description = "Cars under load.", DefaultValueFactory = _ => 20_000 };
        var seed = new Option<int>("--seed") { Description = "Draws the moments of the kills.", DefaultValueFactory = _ => 1 };
        var grow = new Option<int>("--grow") { Description = "How often the number of shards is doubled on the way; they then split while the silo is killed.", DefaultValueFactory = _ => 0 };
        var without = new Option<string>("--without") { Description = "replay: what a restarted shard has forgotten is not sent again; it must then be reported.", DefaultValueFactory = _ => "nothing" };
        without.AcceptOnlyFromAmong("nothing", "replay");
        var command = new Command("telemetry", "Kills the silo under full telemetry and checks every car's latest fix.") { kills, cars, seed, grow, without };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(kills), parsed.GetValue(cars), parsed.GetValue(seed), parsed.GetValue(grow), parsed.GetValue(without) != "replay", Console.Out, cancellation));
        return command;
    }

    /// <summary>Runs it. Answers the process's exit code.</summary>
    public static async Task<int> RunAsync(int kills, int cars, int seed, int grow, bool replays, TextWriter output, CancellationToken cancellation)
    {
        using var crash = new TelemetryCrash(seed, replays, output);
        return await crash.RunRoundsAsync(kills, cars, seed, grow, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<int> RunRoundsAsync(int kills, int cars, int seed, int grow, CancellationToken cancellation)
    {
        var silo = await StartAsync(cancellation);
        try
        {
            using var host = await ConnectAsync(cancellation);
            var fleet = host.Services.GetRequiredService<FleetClient>().Fleet(CrashFleet.Fleet);
            var start = host.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddHours(-1);
            await CrashFleet.CreateAsync(fleet, cancellation);
            await CrashFleet.RegisterAsync(fleet, 0, cars, start, cancellation);
            await using var writer = await TelemetryWriter.OpenAsync(fleet, new() { BatchSize = 500, ReplaysAfterRestart = _replays }, cancellation);
            var load = new CrashLoad(writer, start);
            await load.AddAsync(cars, cancellation);
            var cells = new CrashCells(fleet, new(seed), host.Services.GetRequiredService<TimeProvider>());
            var (violations, growths) = (0, 0);
            for (var kill = 1; kill <= kills; kill++)
            {
                var registering = Task.CompletedTask;
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                var running = Task.WhenAll(load.RunAsync(stop.Token), cells.ChangeAsync(load.Cars.Count, stop.Token));
                if (growths < grow && kill * grow >= (growths + 1) * kills)
                {
                    await CrashFleet.GrowAsync(fleet, ++growths, cancellation);
                    await Task.Delay(FleetSettings.GrowthNotice - TimeSpan.FromSeconds(1), cancellation); // so that shards split about when the silo is killed
                }
                await Task.Delay(_random.Next(200, 2_000), cancellation);
                if (kill % 2 == 0) registering = CrashFleet.RegisterAsync(fleet, load.Cars.Count, NewCars, start, cancellation);
                await Task.Delay(_random.Next(0, 20), cancellation);
                if (kill % 3 == 0) await stop.CancelAsync(); // every third time nothing new comes after the crash: only what is sent again can help
                silo.Dispose();
                await stop.CancelAsync();
                await running;
                var acknowledged = load.Cars.Select(car => car.LatestAcknowledged).ToArray();
                silo = await StartAsync(cancellation);
                violations += await CheckAsync(fleet, acknowledged, kill, cancellation);
                await registering;
                violations += await cells.CheckAsync(load.Cars.Count + (kill % 2 == 0 ? NewCars : 0), kill, _output, cancellation);
                if (kill % 2 == 0) await load.AddAsync(NewCars, cancellation);
            }
            var told = writer.Counters;
            await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"RESULT name=telemetry-crash value={violations} unit=violations kills={kills} seed={seed} cars={load.Cars.Count} acknowledged={told.Acknowledged} growths={growths} changes={cells.Changes} replayed={told.Replayed} retries={told.Retries} quarantined={told.Quarantined} unknown={told.Unknown}"));
            return violations == 0 && told.Quarantined == 0 && told.Unknown == 0 ? Clean : Violated;
        }
        finally
        {
            silo.Dispose();
        }
    }

    /// <summary>Looks at every car until all are right or patience ends; a restarted shard is told what it forgot within a second or so.</summary>
    private async Task<int> CheckAsync(FleetHandle fleet, Fix?[] acknowledged, int kill, CancellationToken cancellation)
    {
        var since = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var (behind, strangers) = (acknowledged.Length, 0);
            try
            {
                (behind, strangers) = await CountWrongAsync(fleet, acknowledged, cancellation);
            }
            catch (Exception failure) when (failure is not OperationCanceledException && since.Elapsed < Patience)
            {
                // The client still believes in the connection to the silo that was killed.
            }
            if (behind + strangers > 0 && strangers == 0 && since.Elapsed < (_replays ? Patience : TimeSpan.FromSeconds(5)))
            {
                await Task.Delay(100, cancellation);
                continue;
            }
            await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"kill {kill,3}: {acknowledged.Count(fix => fix is not null):N0} cars had an acknowledged fix; {behind} are behind, {strangers} have another's, after {since.Elapsed.TotalSeconds:F1} s"));
            return behind + strangers;
        }
    }

    private static async Task<(int Behind, int Strangers)> CountWrongAsync(FleetHandle fleet, Fix?[] acknowledged, CancellationToken cancellation)
    {
        var (behind, strangers, seen) = (0, 0, 0);
        for ((int, int)? next = (0, 0); next is { } from;)
        {
            var (cars, then) = await fleet.Vehicles.Page(from, 1_024, cancellation);
            next = then;
            foreach (var car in cars)
            {
                var number = CrashFleet.NumberOf(car.Registration.Id);
                if (car.Fix is { } fix && fix.Position.Longitude != CrashFleet.LongitudeOf(number)) strangers++;
                if (number >= acknowledged.Length) continue;
                seen++;
                if (acknowledged[number] is { } last && (car.Fix is not { } latest || latest.At < last.At)) behind++;
            }
        }
        return (behind + acknowledged.Length - seen, strangers);
    }

    private Task<TelemetrySilo> StartAsync(CancellationToken cancellation) =>
        TelemetrySilo.StartAsync(Path.Combine(_directory, "data"), _port, TimeSpan.FromMilliseconds(_random.Next(100, 1_500)), cancellation);

    private async Task<IHost> ConnectAsync(CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddFleetActors(options =>
        {
            options.Gateways.Add(new(System.Net.IPAddress.Loopback, _port));
            options.Secret = ClusterSecret.Create();
            options.CallerRole = Role.Admin;
            options.CommandDeadline = TimeSpan.FromSeconds(3); // calls to the silo that was killed are given up soon
            options.AttemptTimeout = TimeSpan.FromSeconds(1);
        });
        builder.Services.Configure<GatewayOptions>(gateway => gateway.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
        var host = builder.Build();
        await host.StartAsync(cancellation);
        return host;
    }
}
