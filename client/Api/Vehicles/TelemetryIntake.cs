namespace FleetActors.Api;

/// <summary>
/// How many fixes of HTTP requests are under way to shards. Beyond its bound a request is refused instead of kept in memory: who
/// sent it still has the fixes.
/// </summary>
public sealed class TelemetryIntake
{
    /// <summary>The most fixes under way, of all requests together: some 20 of the largest batches.</summary>
    public const int MaxFixes = 400_000;

    private int _underWay;

    /// <summary>Lets a batch in, unless it would be too many; what was let in must <see cref="Leave"/>.</summary>
    public bool TryEnter(int fixes)
    {
        if (Interlocked.Add(ref _underWay, fixes) <= MaxFixes) return true;
        Leave(fixes);
        return false;
    }

    /// <summary>A batch has been taken, or has failed.</summary>
    public void Leave(int fixes) => Interlocked.Add(ref _underWay, -fixes);
}
