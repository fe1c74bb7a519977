namespace FleetActors.Records;

/// <summary>
/// The shell of a grain with one immutable record. It changes the record only through <see cref="Persist"/>: first durable,
/// then visible. Any exception from a write means that its outcome is unknown: the grain then answers nothing, refuses
/// further calls and is deactivated, so that the next activation reads what storage really holds.
/// </summary>
/// <typeparam name="TState">The immutable state.</typeparam>
public abstract class RecordGrain<TState>(IPersistentState<Stored<TState>> record, TState blank, TimeProvider clock) : Grain
    where TState : class
{
    private TState? _state;
    private bool _outcomeUnknown;

    /// <summary>The last durable state; the blank one before the first write.</summary>
    /// <exception cref="TimeoutException">A write failed; this activation must not be used any more.</exception>
    protected TState State => _outcomeUnknown
        ? throw OutcomeUnknown.Of(this.GetGrainId())
        : _state ??= record.State.State ?? blank;

    /// <summary>Whether anything was ever written.</summary>
    protected bool IsRecorded => record.RecordExists;

    /// <summary>Makes the next state durable, then visible. Not cancellable: a queued write cannot be taken back.</summary>
    protected async Task Persist(TState next)
    {
        if (_outcomeUnknown) throw OutcomeUnknown.Of(this.GetGrainId());
        record.State.State = next;
        try
        {
            await record.WriteStateAsync(CancellationToken.None);
        }
        catch
        {
            _outcomeUnknown = true;
            DeactivateOnIdle();
            throw;
        }
        _state = next;
    }

    /// <summary>Reads the record from storage again, in case another activation has written it.</summary>
    protected async Task Reload()
    {
        if (_outcomeUnknown) throw OutcomeUnknown.Of(this.GetGrainId());
        await record.ReadStateAsync();
        _state = null;
    }

    /// <summary>The time at which a message acts: the run's clock in a simulated fleet, the system clock in a live one.</summary>
    protected DateTimeOffset Now(FleetId fleet, DateTimeOffset carried) => fleet.IsSimulated ? carried : clock.GetUtcNow();
}

/// <summary>
/// A write neither succeeded nor failed for certain. Callers see a <see cref="TimeoutException"/>, as for any other call
/// whose outcome they do not know, and repeat the command under the same id.
/// </summary>
public static class OutcomeUnknown
{
    /// <summary>To be thrown where no answer may be given.</summary>
    public static TimeoutException Of(GrainId grain) =>
        new($"The outcome of a write of {grain} is unknown. Repeat the command under the same id.");
}
