namespace FleetActors.Sdk;

/// <summary>
/// Tokens that are cancelled after a time: all who begin within the same slice of it share one, so that a question costs neither
/// a timer nor a token source of its own. Safe for concurrent use.
/// </summary>
/// <param name="clock">Measures the time.</param>
/// <param name="deadline">No token is cancelled sooner after it was given, nor a slice later than that.</param>
public sealed class SharedDeadlines(TimeProvider clock, TimeSpan deadline)
{
    /// <summary>The slices of a deadline, and so about the most tokens that are alive at a time.</summary>
    public const int Slices = 16;

    private readonly Lock _beginning = new();
    private readonly TimeSpan _slice = deadline / Slices;
    private volatile Slice? _newest;

    /// <summary>A token for somebody who begins now.</summary>
    public CancellationToken Next()
    {
        if (_newest is { } newest && IsCurrent(newest)) return newest.Token;
        lock (_beginning)
        {
            if (_newest is not { } meanwhile || !IsCurrent(meanwhile)) _newest = meanwhile = Begin();
            return meanwhile.Token;
        }
    }

    private bool IsCurrent(Slice slice) => clock.GetElapsedTime(slice.BeganAt) < _slice;

#pragma warning disable CA2000 // Whoever has the token needs its source; a source whose timer has fired holds nothing to dispose of.
    private Slice Begin() => new(clock.GetTimestamp(), new CancellationTokenSource(deadline + _slice, clock).Token);
#pragma warning restore CA2000 // End of the one place that makes them.

    private sealed record Slice(long BeganAt, CancellationToken Token);
}
