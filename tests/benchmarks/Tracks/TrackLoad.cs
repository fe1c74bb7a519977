using System.Diagnostics;
using FleetActors.Telemetry;
using FleetActors.Tracks;

namespace FleetActors.Benchmarks.Tracks;

/// <summary>What one round of appending gave.</summary>
/// <param name="Kept">Points taken in.</param>
/// <param name="Dropped">Fixes left out.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Cpu">Processor time of the whole process, without that of making the load.</param>
/// <param name="InAppend">Time within <see cref="ITrackWriter.Append"/>, of all threads.</param>
/// <param name="Given">Fixes given.</param>
public sealed record AppendFigures(long Kept, long Dropped, TimeSpan Elapsed, TimeSpan Cpu, TimeSpan InAppend, long Given)
{
    /// <summary>Points kept a second.</summary>
    public double PerSecond => Kept / Elapsed.TotalSeconds;

    /// <summary>Processor time of a kept point, everything included.</summary>
    public double CpuMicroseconds => Cpu.TotalMicroseconds / Kept;

    /// <summary>Time in the shard's turn of a given fix.</summary>
    public double AppendMicroseconds => InAppend.TotalMicroseconds / Given;
}

/// <summary>Cars that drive, turn, stop and wait; each follows one of some recorded drives from another place.</summary>
public sealed class TrackLoad
{
    /// <summary>The beginning of the day.</summary>
    public const long DayMs = 1_777_593_600_000; // 2026-05-01 00:00 UTC

    private const int Drives = 64;
    private const int DriveFixes = 1_024;
    private const int Threads = 2;
    private const long IntervalMs = 5_000;

    private readonly int _cars;
    private readonly int _shards;
    private readonly PackedFix[][] _drives = [.. Enumerable.Range(0, Drives).Select(Drive)];

    /// <summary>So many cars in so many shards.</summary>
    public TrackLoad(int cars, int shards) => (_cars, _shards) = (cars, shards);

    /// <summary>The id of a car.</summary>
    public static VehicleId Car(int number) => new($"car-{number}");

    /// <summary>A writer for each shard. Car n is in shard n modulo their number.</summary>
    public ITrackWriter[] Open(ITrackStore store, FleetId fleet) =>
        [.. Enumerable.Range(0, _shards).Select(shard => store.OpenShard(fleet, slot => Car(slot * _shards + shard))!)];

    /// <summary>Appends batches of cars in turn from two threads, at a rate, or as fast as it goes without more than so many points buffered.</summary>
    public AppendFigures Run(ITrackStore store, ITrackWriter[] writers, TimeSpan time, int? perSecond, long mostBuffered, int batch)
    {
        var given = new long[Threads];
        var inAppend = new long[Threads];
        var making = new long[Threads];
        using var pause = new AutoResetEvent(false);
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var began = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() => Work(number))).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        var elapsed = Stopwatch.GetElapsedTime(began);
        process.Refresh();
        var used = process.TotalProcessorTime - cpu - Stopwatch.GetElapsedTime(0, making.Sum());
        return new(0, 0, elapsed, used, Stopwatch.GetElapsedTime(0, inAppend.Sum()), given.Sum());

        void Work(int number)
        {
            var slots = new int[batch];
            var fixes = new PackedFix[batch];
            for (long round = 0; Stopwatch.GetElapsedTime(began) < time; round++)
            {
                var isAhead = perSecond is { } rate
                    ? given[number] > rate / (double)Threads * Stopwatch.GetElapsedTime(began).TotalSeconds
                    : store.Statistics.Buffered > mostBuffered;
                if (isAhead)
                {
                    pause.WaitOne(1);
                    round--;
                    continue;
                }
                var start = Stopwatch.GetTimestamp();
                var shard = (int)(round % (_shards / Threads)) * Threads + number;
                Fill(shard, round / (_shards / Threads) * batch, slots, fixes);
                var made = Stopwatch.GetTimestamp();
                making[number] += made - start;
                writers[shard].Append(slots, fixes);
                inAppend[number] += Stopwatch.GetTimestamp() - made;
                given[number] += batch;
            }
        }
    }

    /// <summary>Appends an hour of all cars, in the order of time: each drives at its beginning, a fix each five seconds.</summary>
    public void Hour(ITrackWriter[] writers, int hour, int perCar, int batch)
    {
        var slots = new int[batch];
        var fixes = new PackedFix[batch];
        for (var number = 0; number < perCar; number++)
        {
            for (var shard = 0; shard < _shards; shard++)
            {
                var cars = (_cars - shard + _shards - 1) / _shards;
                for (var first = 0; first < cars; first += batch)
                {
                    var count = Math.Min(batch, cars - first);
                    for (var i = 0; i < count; i++)
                    {
                        var sequence = hour * perCar + number;
                        slots[i] = first + i;
                        fixes[i] = Fix(slots[i] * _shards + shard, sequence, DayMs + hour * 3_600_000L + number * IntervalMs);
                    }
                    writers[shard].Append(slots.AsSpan(0, count), fixes.AsSpan(0, count));
                }
            }
        }
    }

    private void Fill(int shard, long first, int[] slots, PackedFix[] fixes)
    {
        var cars = (_cars - shard + _shards - 1) / _shards;
        for (var i = 0; i < slots.Length; i++)
        {
            var (sequence, slot) = Math.DivRem(first + i, cars);
            slots[i] = (int)slot;
            fixes[i] = Fix((int)slot * _shards + shard, (int)sequence, DayMs + sequence * IntervalMs);
        }
    }

    private PackedFix Fix(int car, int sequence, long atMs)
    {
        var fix = _drives[car % Drives][sequence % DriveFixes];
        var shift = car / Drives * 1_000;
        return fix with
        {
            AtMs = atMs + car % 1_000,
            LatitudeE7 = fix.LatitudeE7 + shift,
            LongitudeE7 = fix.LongitudeE7 - shift,
            OdometerMetres = fix.OdometerMetres + sequence / DriveFixes * 100_000L,
        };
    }

    private static PackedFix[] Drive(int seed)
    {
        var chance = new Random(seed);
        var fixes = new PackedFix[DriveFixes];
        double latitude = 52.5, longitude = 13.4, speed = 0, heading = chance.Next(360), charge = 80, metres = 1_000_000;
        for (var i = 0; i < DriveFixes; i++)
        {
            fixes[i] = new(new Fix(DateTimeOffset.UnixEpoch, new(latitude, longitude), (float)speed, (float)heading, (float)charge, (long)metres));
            speed = Math.Clamp(speed + chance.Next(-15, 16), 0, 60);
            if (chance.Next(5) == 0) heading = (heading + chance.Next(-90, 91) + 360) % 360;
            var step = speed / 3.6 * 5;
            metres += step;
            // A metre of noise, as receivers have it.
            latitude += (step * Math.Cos(heading * Math.PI / 180) + chance.NextDouble() - 0.5) / 111_195;
            longitude += (step * Math.Sin(heading * Math.PI / 180) + chance.NextDouble() - 0.5) / 67_700;
            charge = Math.Max(0, charge - step / 4_000);
        }
        return fixes;
    }
}
