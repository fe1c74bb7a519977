using System.Diagnostics;
using System.Globalization;
using FleetActors.Sdk;

namespace FleetActors.Benchmarks.Telemetry;

/// <summary>Stops the silo's process in pulses while cars send as fast as they can: the writer must slow its caller down, and lose or reorder nothing.</summary>
public sealed class SlowedSilo(SiloProcess silo, TelemetryWriter writer, FixLoad load)
{
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it, prints what was seen and fails when a fix was lost or came out of order.</summary>
    public async Task RunAsync(TimeSpan time, double usualRate, CancellationToken cancellation)
    {
        await writer.FlushAsync(cancellation);
        var before = writer.Counters;
        var (watch, stopped, pulses) = (Stopwatch.StartNew(), TimeSpan.Zero, 0);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pulsing = Task.Run(PulseAsync, cancellation);
        var rate = await load.RunAsync(time, null, cancellation);
        await end.CancelAsync();
        await pulsing;
        var after = writer.Counters;
        var (written, applied) = (after.Written - before.Written, after.Applied - before.Applied);
        // Each fix of a car is later than the one before: one that was overtaken would be counted as older.
        var (older, retries) = (after.Older - before.Older, after.Retries - before.Retries);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"silo stopped {pulses} times, {stopped.TotalSeconds:F1} of {watch.Elapsed.TotalSeconds:F1} s: {rate / 1e6:F2} M fixes/s ({rate / usualRate:P0} of the usual rate), callers made to wait {after.Waits - before.Waits:N0} times; written {written}, applied {applied}, overtaken {older}, repeated calls {retries}"));
        if (applied != written || older != 0) throw new InvalidOperationException("Fixes were lost, or came out of order.");

        async Task PulseAsync()
        {
            while (!end.IsCancellationRequested)
            {
                var since = watch.Elapsed;
                silo.Signal("STOP");
                await Task.Delay(Pulse, CancellationToken.None);
                silo.Signal("CONT");
                stopped += watch.Elapsed - since;
                pulses++;
                await Task.Delay(Between, CancellationToken.None);
            }
        }
    }
}
