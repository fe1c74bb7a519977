using System.Diagnostics;
using FleetActors.Simulation.Emit;

namespace FleetActors.Silo.Emit;

/// <summary>
/// Counts what happens, from any thread. Nothing is ever reset: a second is the difference of two moments, so that no count
/// can fall between them.
/// </summary>
public sealed class LoadMeter
{
    private readonly TimeSpan _timeout;
    private long _startTicks = Stopwatch.GetTimestamp();
    private long _startUnixMs;
    private readonly long[] _errors = new long[EmitErrors.Kinds];
    private readonly long[] _errorsBefore = new long[EmitErrors.Kinds];
    private readonly Series _latency = new(), _lag = new(), _stalls = new(), _connects = new();
    private long _handedOut, _sent, _answered, _withheld, _replies;
    private long _offeredBefore, _sentBefore, _answeredBefore, _withheldBefore, _repliesBefore;
    private int _connected;

    /// <summary>A meter that gives unanswered fixes a latency of at least the time-out.</summary>
    public LoadMeter(TimeSpan timeout) => _timeout = timeout;

    /// <summary>Puts moment 0 a while ahead, before anything is sent.</summary>
    /// <param name="wait">How far.</param>
    /// <param name="startUnixMs">The same moment by the clock, in milliseconds since 1970.</param>
    public void StartIn(TimeSpan wait, long startUnixMs) =>
        (_startTicks, _startUnixMs) = (Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency), startUnixMs);

    /// <summary>A moment of the run by the clock, in milliseconds since 1970.</summary>
    public long UnixMsAt(long us) => _startUnixMs + us / 1_000;

    /// <summary>Microseconds since the start; negative before it.</summary>
    public long NowUs => (Stopwatch.GetTimestamp() - _startTicks) * 1_000 / (Stopwatch.Frequency / 1_000);

    /// <summary>Fixes that were sent and neither answered nor given up.</summary>
    public long Open => Volatile.Read(ref _sent) - Volatile.Read(ref _answered) - _errors.Sum();

    /// <summary>Fixes that the schedule handed out for sending so far.</summary>
    public long HandedOut => Volatile.Read(ref _handedOut);

    /// <summary>Fixes that the schedule handed out for sending.</summary>
    public void Offer(long fixes) => Interlocked.Add(ref _handedOut, fixes);

    /// <summary>Fixes are handed to the network now.</summary>
    public void Sent(long dueUs, long fixes = 1)
    {
        Interlocked.Add(ref _sent, fixes);
        _lag.All.Record(NowUs - dueUs, fixes);
    }

    /// <summary>Fixes were acknowledged now.</summary>
    public void Answered(long dueUs, long fixes = 1)
    {
        Interlocked.Add(ref _answered, fixes);
        _latency.All.Record(NowUs - dueUs, fixes);
    }

    /// <summary>Fixes that were sent have failed now. What was never answered counts with at least the time-out in the latencies.</summary>
    public void Failed(EmitError error, long dueUs, long fixes = 1)
    {
        Interlocked.Add(ref _errors[(int)error], fixes);
        if (error is EmitError.TimedOut or EmitError.NotSent or EmitError.NotConnected or EmitError.Disconnected)
            _latency.All.Record(Math.Max(NowUs - dueUs, (long)_timeout.TotalMicroseconds), fixes);
    }

    /// <summary>A fix is not sent on purpose.</summary>
    public void Withheld(long fixes = 1) => Interlocked.Add(ref _withheld, fixes);

    /// <summary>A small piece of work began this late.</summary>
    public void Stalled(long us) => _stalls.All.Record(us);

    /// <summary>A connection was made.</summary>
    public void Connected(long tookUs)
    {
        Interlocked.Increment(ref _connected);
        _connects.All.Record(tookUs);
    }

    /// <summary>A connection was lost.</summary>
    public void Lost() => Interlocked.Decrement(ref _connected);

    /// <summary>A command was answered.</summary>
    public void Replied() => Interlocked.Increment(ref _replies);

    /// <summary>What happened since the last call. One caller.</summary>
    /// <param name="second">Its number.</param>
    /// <param name="offered">Fixes that fell due so far, handed out or not; what is less than the last time counts as the same.</param>
    /// <param name="generatorCpu">See <see cref="LoadSecond.GeneratorCpu"/>.</param>
    /// <param name="machineCpu">See <see cref="LoadSecond.MachineCpu"/>.</param>
    public LoadSecond Take(int second, long offered, double generatorCpu, double? machineCpu)
    {
        var errors = new long[EmitErrors.Kinds];
        for (var kind = 0; kind < errors.Length; kind++) errors[kind] = Grown(ref _errors[kind], ref _errorsBefore[kind]);
        var grown = Math.Max(0, offered - _offeredBefore);
        _offeredBefore += grown;
        return new()
        {
            Second = second,
            Offered = grown,
            Sent = Grown(ref _sent, ref _sentBefore),
            Answered = Grown(ref _answered, ref _answeredBefore),
            Withheld = Grown(ref _withheld, ref _withheldBefore),
            Replies = Grown(ref _replies, ref _repliesBefore),
            Errors = errors,
            Latency = _latency.Take(),
            Lag = _lag.Take(),
            Stalls = _stalls.Take(),
            Connects = _connects.Take(),
            GeneratorCpu = generatorCpu,
            MachineCpu = machineCpu,
            Connected = Volatile.Read(ref _connected),
        };
    }

    private static long Grown(ref long now, ref long before)
    {
        var value = Volatile.Read(ref now);
        var grown = value - before;
        before = value;
        return grown;
    }

    private sealed class Series
    {
        private readonly long[] _before = LatencyHistogram.Counts();

        public LatencyHistogram All { get; } = new();

        public HistogramCells Take() => All.Since(_before);
    }
}
