namespace FleetActors.Simulation.Emit;

/// <summary>
/// What one worker, or all of them, saw in one second. Fixes are counted; a fix is offered when the schedule says so, sent when
/// the generator hands it to the network, answered when the target says that it has it.
/// </summary>
public sealed record LoadSecond
{
    /// <summary>From 1.</summary>
    public required int Second { get; init; }

    /// <summary>Fell due.</summary>
    public long Offered { get; init; }

    /// <summary>Handed to the network, or given up because too many were unanswered.</summary>
    public long Sent { get; init; }

    /// <summary>Acknowledged by the target.</summary>
    public long Answered { get; init; }

    /// <summary>Not sent on purpose (gaps).</summary>
    public long Withheld { get; init; }

    /// <summary>By <see cref="EmitError"/>.</summary>
    public long[] Errors { get; init; } = new long[EmitErrors.Kinds];

    /// <summary>From the moment a fix was due to its answer. What was never answered counts with the time after which it was given up.</summary>
    public HistogramCells Latency { get; init; } = HistogramCells.Empty;

    /// <summary>From the moment a fix was due to the moment the generator handed it over.</summary>
    public HistogramCells Lag { get; init; } = HistogramCells.Empty;

    /// <summary>How long a small piece of work waited for a thread of the generator: as late it may have seen answers.</summary>
    public HistogramCells Stalls { get; init; } = HistogramCells.Empty;

    /// <summary>From asking for a connection to having it.</summary>
    public HistogramCells Connects { get; init; } = HistogramCells.Empty;

    /// <summary>Share of the machine's processors that the generator used, 0 to 1; of several workers together.</summary>
    public double GeneratorCpu { get; init; }

    /// <summary>Share of the machine's processors that everybody used, or null where it cannot be read.</summary>
    public double? MachineCpu { get; init; }

    /// <summary>Connections at the end of the second.</summary>
    public int Connected { get; init; }

    /// <summary>Answers to commands that were sent.</summary>
    public long Replies { get; init; }

    /// <summary>All errors but those that were asked for.</summary>
    public long Failed => Errors.Sum() - Errors[(int)EmitError.CutByStorm];

    /// <summary>The same second as several workers saw it.</summary>
    public static LoadSecond Merge(IReadOnlyCollection<LoadSecond> parts) => new()
    {
        Second = parts.First().Second,
        Offered = parts.Sum(part => part.Offered),
        Sent = parts.Sum(part => part.Sent),
        Answered = parts.Sum(part => part.Answered),
        Withheld = parts.Sum(part => part.Withheld),
        Errors = [.. Enumerable.Range(0, EmitErrors.Kinds).Select(kind => parts.Sum(part => part.Errors[kind]))],
        Latency = LatencyHistogram.Of(parts.Select(part => part.Latency)).All(),
        Lag = LatencyHistogram.Of(parts.Select(part => part.Lag)).All(),
        Stalls = LatencyHistogram.Of(parts.Select(part => part.Stalls)).All(),
        Connects = LatencyHistogram.Of(parts.Select(part => part.Connects)).All(),
        GeneratorCpu = parts.Sum(part => part.GeneratorCpu),
        MachineCpu = parts.Max(part => part.MachineCpu),
        Connected = parts.Sum(part => part.Connected),
        Replies = parts.Sum(part => part.Replies),
    };
}
