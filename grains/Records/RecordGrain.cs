using Orleans.Storage;

namespace FleetActors.Records;

/// <summary>A <see cref="DurableGrain{TState}"/> whose state is one record, rewritten with each change under its ETag.</summary>
/// <remarks>It speaks to the storage itself: <c>IPersistentState</c> would put three asynchronous layers around each write.</remarks>
/// <typeparam name="TState">The immutable state.</typeparam>
/// <param name="storage">Where the record is.</param>
/// <param name="stateName">The record's name in storage: part of its key, so it never changes.</param>
/// <param name="blank">The state before the first write.</param>
/// <param name="clock">The time in a live fleet.</param>
public abstract class RecordGrain<TState>(IGrainStorage storage, string stateName, TState blank, TimeProvider clock)
    : DurableGrain<TState>(blank, clock)
    where TState : class
{
    private readonly GrainState<Stored<TState>> _record = new(new());

    /// <inheritdoc/>
    protected sealed override async Task<TState?> Read()
    {
        await storage.ReadStateAsync(stateName, this.GetGrainId(), _record);
        return _record.State?.State;
    }

    /// <summary>Makes the next state durable, then visible.</summary>
    protected Task Persist(TState next) => Persist(next, () =>
    {
        _record.State = new() { State = next };
        return storage.WriteStateAsync(stateName, this.GetGrainId(), _record);
    });
}
