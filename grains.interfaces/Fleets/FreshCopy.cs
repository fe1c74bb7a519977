namespace FleetActors.Fleets;

/// <summary>
/// A copy of something that may change elsewhere, never older than <paramref name="maxAge"/>. In the second half of its
/// age it is read again beside its use, so that a copy in use is seldom waited for. Readers at the same time share one read.
/// </summary>
/// <param name="read">Reads the original; null when there is none, which is not kept.</param>
/// <param name="maxAge">How old an answer may be, counted from before it was read.</param>
/// <param name="clock">Tells the age.</param>
public sealed class FreshCopy<T>(Func<Task<T?>> read, TimeSpan maxAge, TimeProvider clock) where T : class
{
    private readonly Lock _gate = new();
    private volatile Copy? _copy;
    private Task<T?>? _reading;

    /// <summary>The copy however old it is; null when there never was one.</summary>
    public T? Latest => _copy?.Value;

    /// <summary>The copy, or the original when there is no copy that is young enough.</summary>
    public ValueTask<T?> Get()
    {
        if (_copy is not { } copy) return new(Read());
        var age = clock.GetElapsedTime(copy.AskedAt);
        if (age > maxAge) return new(Read());
        if (age > maxAge / 2) Read().Ignore();
        return new(copy.Value);
    }

    private Task<T?> Read()
    {
        lock (_gate)
        {
            if (_reading is { IsCompleted: false } shared) return shared;
            // Away from the calling grain's turns: others wait for the same read and must not depend on that grain.
            return _reading = Task.Run(ReadOriginal);
        }
    }

    private async Task<T?> ReadOriginal()
    {
        var askedAt = clock.GetTimestamp();
        var value = await read();
        _copy = value is null ? null : new Copy(value, askedAt);
        return value;
    }

    private sealed record Copy(T Value, long AskedAt);
}
