namespace FleetActors.Records;

/// <summary>
/// The shell of a grain with one immutable state. It changes the state only through <see cref="Persist"/>: first durable,
/// then visible. Any exception from a write means that its outcome is unknown: the grain then answers nothing, refuses
/// further calls and is deactivated, so that the next activation reads what storage really holds.
/// </summary>
/// <typeparam name="TState">The immutable state.</typeparam>
/// <remarks>
/// A grain that needs its id for what its constructor makes asks <see cref="IGrainContextAccessor"/>, which a silo has once. An
/// injected <see cref="IGrainContext"/> is a service of the activation's own scope, which then keeps a table for it.
/// </remarks>
/// <param name="blank">The state before the first write.</param>
/// <param name="clock">The time in a live fleet.</param>
public abstract class DurableGrain<TState>(TState blank, TimeProvider clock) : Grain
    where TState : class
{
    private TState? _state;
    private bool _outcomeUnknown;

    /// <summary>The last durable state; the blank one before the first write.</summary>
    /// <exception cref="TimeoutException">A write failed; this activation must not be used any more.</exception>
    protected TState State => _outcomeUnknown ? throw OutcomeUnknown.Of(this.GetGrainId()) : _state ?? blank;

    /// <summary>Whether a write failed, so that nobody knows what storage holds.</summary>
    protected bool IsOutcomeUnknown => _outcomeUnknown;

    /// <inheritdoc/>
    public sealed override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state = await Read();
        await OnRead(cancellationToken);
    }

    /// <summary>Reads the state from storage; null when nothing was ever written.</summary>
    protected abstract Task<TState?> Read();

    /// <summary>The state has been read: what else the activation needs before its first call.</summary>
    protected virtual Task OnRead(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Makes the next state durable, then visible. Not cancellable: a queued write cannot be taken back.</summary>
    /// <param name="next">The state that becomes visible.</param>
    /// <param name="write">Stores it, if storage still holds what this activation knows.</param>
    protected async Task Persist(TState next, Func<Task> write)
    {
        if (_outcomeUnknown) throw OutcomeUnknown.Of(this.GetGrainId());
        try
        {
            await write();
        }
        catch
        {
            _outcomeUnknown = true;
            DeactivateOnIdle();
            throw;
        }
        _state = next;
    }

    /// <summary>Reads the state from storage again, in case another activation has written it.</summary>
    protected async Task Reload()
    {
        if (_outcomeUnknown) throw OutcomeUnknown.Of(this.GetGrainId());
        _state = await Read();
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
