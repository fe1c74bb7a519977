using System.Collections.Immutable;

namespace FleetActors.Simulation.Emit;

/// <summary>A finished load: what was asked for, and what every second saw.</summary>
public sealed class LoadRun
{
    private readonly Lazy<LatencyHistogram> _latency;
    private readonly Lazy<LatencyHistogram> _lag;
    private readonly Lazy<LatencyHistogram> _stalls;
    private readonly Lazy<LatencyHistogram> _connects;

    /// <summary>Puts the seconds together.</summary>
    /// <param name="title">The target.</param>
    /// <param name="facts">What was asked for, as name and value, for the report.</param>
    /// <param name="durationSeconds">For how long fixes fell due; the seconds after it waited for the last answers.</param>
    /// <param name="seconds">In order.</param>
    public LoadRun(string title, ImmutableArray<(string Name, string Value)> facts, double durationSeconds, ImmutableArray<LoadSecond> seconds)
    {
        (Title, Facts, DurationSeconds, Seconds) = (title, facts, durationSeconds, seconds);
        _latency = new(() => LatencyHistogram.Of(Seconds.Select(second => second.Latency)));
        _lag = new(() => LatencyHistogram.Of(Seconds.Select(second => second.Lag)));
        _stalls = new(() => LatencyHistogram.Of(Seconds.Select(second => second.Stalls)));
        _connects = new(() => LatencyHistogram.Of(Seconds.Select(second => second.Connects)));
    }

    /// <summary>The target.</summary>
    public string Title { get; }

    /// <summary>What was asked for.</summary>
    public ImmutableArray<(string Name, string Value)> Facts { get; }

    /// <summary>For how long fixes fell due.</summary>
    public double DurationSeconds { get; }

    /// <summary>In order.</summary>
    public ImmutableArray<LoadSecond> Seconds { get; }

    /// <summary>From due to answered, over the whole run.</summary>
    public LatencyHistogram Latency => _latency.Value;

    /// <summary>From due to sent.</summary>
    public LatencyHistogram Lag => _lag.Value;

    /// <summary>How late the generator was in noticing things.</summary>
    public LatencyHistogram Stalls => _stalls.Value;

    /// <summary>How long connections took.</summary>
    public LatencyHistogram Connects => _connects.Value;

    /// <summary>Fixes that fell due.</summary>
    public long Offered => Seconds.Sum(second => second.Offered);

    /// <summary>Fixes that the target acknowledged.</summary>
    public long Answered => Seconds.Sum(second => second.Answered);

    /// <summary>Fixes that failed for whatever reason but a storm that was asked for.</summary>
    public long Failed => Seconds.Sum(second => second.Failed);

    /// <summary>Fixes that were cut off by a storm that was asked for.</summary>
    public long Cut => Errors(EmitError.CutByStorm);

    /// <summary>Answers to commands that were sent.</summary>
    public long Replies => Seconds.Sum(second => second.Replies);

    /// <summary>Fixes that fell due and that the generator never came to.</summary>
    public long NeverSent => Math.Max(0, Offered - Seconds.Sum(second => second.Sent));

    /// <summary>Fixes handed to the network by one second after the last one was due.</summary>
    public long SentInTime => InTime.Sum(second => second.Sent);

    /// <summary>Fixes acknowledged by one second after the last one was due.</summary>
    public long AnsweredInTime => InTime.Sum(second => second.Answered);

    /// <summary>The longest time, in microseconds, for which the generator itself may be to blame at a share of all fixes.</summary>
    public long OwnDelayUs(double share) => Lag.Percentile(share) + Stalls.Percentile(share);

    /// <summary>How many failed in one way.</summary>
    public long Errors(EmitError error) => Seconds.Sum(second => second.Errors[(int)error]);

    private IEnumerable<LoadSecond> InTime => Seconds.Where(second => second.Second <= Math.Ceiling(DurationSeconds) + 1);
}
