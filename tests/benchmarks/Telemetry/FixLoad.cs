using System.Collections.Immutable;
using System.Diagnostics;
using FleetActors.Sdk;
using FleetActors.Telemetry;

namespace FleetActors.Benchmarks.Telemetry;

/// <summary>Drives every car round by round through a <see cref="TelemetryWriter"/>, each round a millisecond of the cars' time later.</summary>
public sealed class FixLoad(TelemetryWriter writer, ImmutableArray<TelemetryWriterCar> cars, DateTimeOffset start)
{
    private const int PacedEvery = 1_000;

    private readonly GeoPoint[] _places = [.. Enumerable.Range(0, cars.Length).Select(PlaceOf)];
    private long _round;

    /// <summary>Writes for a time, as fast as the writer takes it or at a rate; answers fixes acknowledged a second.</summary>
    public async Task<double> RunAsync(TimeSpan time, double? fixesPerSecond, CancellationToken cancellation)
    {
        await writer.FlushAsync(cancellation);
        var before = writer.Counters.Acknowledged;
        var watch = Stopwatch.StartNew();
        long written = 0;
        while (watch.Elapsed < time)
        {
            await WriteRoundAsync(fixesPerSecond is { } rate ? () => PaceAsync(watch, ref written, rate, cancellation) : null, cancellation);
        }
        await writer.FlushAsync(cancellation);
        return (writer.Counters.Acknowledged - before) / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The fix of a car in a round: a metre on every ten rounds.</summary>
    public static Fix FixOf(int car, long round, DateTimeOffset start) =>
        FixAt(PlaceOf(car), start.AddMilliseconds(round), round * 1e-6 % 1, 200_000_000 + round / 10);

    private static GeoPoint PlaceOf(int car) => new(45 + car % 1_000 * 0.001, 7 + car / 1_000 % 1_000 * 0.001);

    private static Fix FixAt(in GeoPoint from, DateTimeOffset at, double north, long metres) => new(
        at, new(from.Latitude + north, from.Longitude), SpeedKmh: 8, HeadingDegrees: 0, ChargePercent: 80, metres);

    /// <summary>The last fix that was written for a car.</summary>
    public Fix LastOf(int car) => FixOf(car, _round, start);

    private async Task WriteRoundAsync(Func<ValueTask>? pace, CancellationToken cancellation)
    {
        var round = ++_round;
        var (at, north, metres) = (start.AddMilliseconds(round), round * 1e-6 % 1, 200_000_000 + round / 10);
        for (var car = 0; car < cars.Length; car++)
        {
            var taken = writer.WriteAsync(cars[car], FixAt(_places[car], at, north, metres), cancellation);
            if (!taken.IsCompletedSuccessfully) await taken;
            if (pace is not null && car % PacedEvery == 0) await pace();
        }
    }

    private static ValueTask PaceAsync(Stopwatch watch, ref long written, double rate, CancellationToken cancellation)
    {
        written += PacedEvery;
        var ahead = TimeSpan.FromSeconds(written / rate) - watch.Elapsed;
        return ahead > TimeSpan.FromMilliseconds(2) ? new(Task.Delay(ahead, cancellation)) : ValueTask.CompletedTask;
    }
}
