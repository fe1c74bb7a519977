using System.Diagnostics;
using System.Globalization;

namespace FleetActors.Silo.Emit;

/// <summary>Watches the generator itself: how late its threads begin their work, and how busy the processors are.</summary>
public sealed class GeneratorProbe(LoadMeter meter)
{
    private const string MachineTimes = "/proc/stat";

    private TimeSpan _cpuBefore = Environment.CpuUsage.TotalTime;
    private long _atBefore = Stopwatch.GetTimestamp();
    private (long Busy, long All)? _machineBefore = ReadMachine();

    /// <summary>How often the threads are tried.</summary>
    public static TimeSpan Every { get; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks a thread of the pool to begin something, and counts how long that takes.</summary>
    public void Try()
    {
        var asked = Stopwatch.GetTimestamp();
        ThreadPool.UnsafeQueueUserWorkItem(state => meter.Stalled((long)Stopwatch.GetElapsedTime(state).TotalMicroseconds), asked, preferLocal: false);
    }

    /// <summary>Shares of the machine's processors since the last call: this process's, and everybody's where it can be read.</summary>
    public (double Generator, double? Machine) Take()
    {
        var (cpu, at, machine) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp(), ReadMachine());
        var own = (cpu - _cpuBefore).TotalSeconds / (Stopwatch.GetElapsedTime(_atBefore, at).TotalSeconds * Environment.ProcessorCount);
        double? all = machine is { } now && _machineBefore is { } before && now.All > before.All ? (double)(now.Busy - before.Busy) / (now.All - before.All) : null;
        (_cpuBefore, _atBefore, _machineBefore) = (cpu, at, machine);
        return (own, all);
    }

    private static (long Busy, long All)? ReadMachine()
    {
        if (!File.Exists(MachineTimes)) return null;
        var times = File.ReadLines(MachineTimes).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(time => long.Parse(time, CultureInfo.InvariantCulture)).ToArray();
        var idle = times[3] + times[4];
        return (times.Sum() - idle, times.Sum());
    }
}
