using FleetActors.Records;
using FleetActors.Silo.Hosting;
using FleetActors.Silo.Storage.Embedded;
using FleetActors.Vehicles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Orleans.Storage;

namespace FleetActors.Chaos;

/// <summary>
/// The process whose power is cut: opens the store, checks what it holds before anything moves, starts a silo on it, and
/// puts load on it until it is killed; the last one brings everything to its end and checks again.
/// </summary>
public static class ChildJob
{
    /// <summary>The hidden first argument.</summary>
    public const string Command = "--child";

    private const int Clean = 0, Violated = 1;
    private const int SmallWriteBufferBytes = 2 << 20; // so that tables and manifests change under the cuts too
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan SettlePeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs until killed, or to the end.</summary>
    public static async Task<int> RunAsync(ChildSettings settings)
    {
        var journal = new Journal(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        var trails = Trails.Read(settings.Journal);
        using var host = Build(settings);
        var clock = host.Services.GetRequiredService<TimeProvider>();
        var snapshot = new Snapshot(host.Services.GetRequiredKeyedService<IGrainStorage>(FleetStorage.Provider));
        var holds = new HoldWatch(snapshot);
        if (trails.IsFounded)
        {
            if (Tell(await new Checker(snapshot, trails).CheckAsync(isSettled: false), journal)) return Violated;
            await holds.FindAsync(clock.GetUtcNow());
        }
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        if (!trails.IsFounded)
        {
            await ChaosFleet.FoundAsync(grains, clock.GetUtcNow(), CancellationToken.None);
            journal.Write(Journal.Founded);
        }
        HoldRecovery.Begin(host.Services, CancellationToken.None);
        journal.Write(Journal.Ready);
        var watching = WatchAsync(holds, journal);
        var random = new Random(settings.Seed);
        var zombies = new Zombies(snapshot.Storage, journal, new Random(settings.Seed), settings.IsLast ? 0 : Zombies.UsualShare);
        var workers = new Workers(grains, zombies, clock, journal, random);
        Trail[] open = [.. trails.All.Where(trail => !trail.IsOver)];
        if (!settings.IsLast)
        {
            await workers.RentAsync(settings.Round, settings.Workers, open, CancellationToken.None); // until killed
            return Violated;
        }
        await workers.FinishAsync(open, settings.Workers);
        await watching;
        await WaitUntilSettledAsync(new Checker(snapshot, trails), clock);
        var isViolated = Tell(await new Checker(snapshot, trails).CheckAsync(isSettled: true), journal);
        await host.StopAsync();
        return isViolated ? Violated : Clean;
    }

    private static IHost Build(ChildSettings settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ReadableLogs().SetMinimumLevel(LogLevel.Error);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.UseOrleans(silo =>
        {
            silo.AddFleetSilo(SiloSettings.Bare(StorageKind.Embedded, settings.Directory));
            silo.Services.Configure<EmbeddedStorageOptions>(storage =>
            {
                storage.WriteBufferBytes = SmallWriteBufferBytes;
                storage.SyncWrites = settings.Without != "sync";
                storage.CompareETags = settings.Without != "etags";
            });
            silo.Services.Configure<VehicleOptions>(vehicles => vehicles.CheckHolds = settings.Without != "holds");
        });
        return builder.Build();
    }

    private static async Task WatchAsync(HoldWatch holds, Journal journal)
    {
        var findings = new Findings();
        var (count, tookMs) = await holds.WaitAsync(findings);
        Tell(findings, journal);
        journal.Write(Journal.Resolved, count, tookMs);
    }

    private static async Task WaitUntilSettledAsync(Checker checker, TimeProvider clock)
    {
        for (var since = clock.GetTimestamp(); clock.GetElapsedTime(since) < SettlePatience && (await checker.OpenAsync()).Count > 0;)
            await Task.Delay(SettlePeriod);
    }

    /// <summary>Whether there was anything to tell.</summary>
    private static bool Tell(Findings findings, Journal journal)
    {
        foreach (var finding in findings.Told) journal.Write(Journal.Violation, finding);
        if (findings.Count > findings.Told.Count) journal.Write(Journal.More, findings.Count - findings.Told.Count);
        return findings.Count > 0;
    }
}
