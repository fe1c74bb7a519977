using System.Diagnostics;
using FleetActors.Sdk;

namespace FleetActors.Benchmarks.Telemetry;

/// <summary>Measures from handing a fix to the writer until a reader sees it, with cars of its own.</summary>
public sealed class ReadableProbe(FleetHandle fleet, TelemetryWriter writer, TelemetryWriterCar[] cars, DateTimeOffset start)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private long _round;

    /// <summary>Milliseconds of each probe, as many as a time has room for.</summary>
    public async Task<List<double>> RunAsync(TimeSpan time, CancellationToken cancellation)
    {
        var took = new List<double>();
        var watch = Stopwatch.StartNew();
        for (var probe = 0; watch.Elapsed < time; probe++)
        {
            var car = cars[probe % cars.Length];
            var fix = FixLoad.FixOf(0, ++_round, start);
            var sent = watch.Elapsed;
            await writer.WriteAsync(car, fix, cancellation);
            while ((await fleet.Vehicles.Sighting(car.Id, cancellation))?.Fix is not { } seen || seen.At < fix.At)
                await Task.Yield();
            took.Add((watch.Elapsed - sent).TotalMilliseconds);
            await Task.Delay(Pause, cancellation);
        }
        return took;
    }
}
