using System.Collections.Immutable;
using FleetActors.Commands;
using Orleans.Storage;

namespace FleetActors.Records;

/// <summary>A <see cref="DurableGrain{TState}"/> whose record is a <see cref="JournaledRecord{TState, TEvent}"/>.</summary>
/// <typeparam name="TState">The immutable state.</typeparam>
/// <typeparam name="TEvent">What happens to it.</typeparam>
/// <param name="record">The grain's record.</param>
/// <param name="blank">The state before the first write.</param>
/// <param name="clock">The time in a live fleet.</param>
public abstract class JournaledGrain<TState, TEvent>(JournaledRecord<TState, TEvent> record, TState blank, TimeProvider clock)
    : DurableGrain<TState>(blank, clock)
    where TState : class
{
    /// <inheritdoc/>
    protected sealed override Task<TState?> Read() => record.Read();

    /// <summary>Makes what happened durable in one write, then visible.</summary>
    /// <param name="before">What it happens to: <see cref="DurableGrain{TState}.State"/>, or what stands for it.</param>
    /// <param name="now">When.</param>
    /// <param name="events">What happened.</param>
    /// <param name="answered">The command whose answer is to be remembered with it.</param>
    protected Task Persist(TState before, DateTimeOffset now, ImmutableArray<TEvent> events, AnsweredCommand<Done>? answered = null)
    {
        var entry = new JournalEntry<TEvent>(record.Next, now, events, answered);
        var next = record.Apply(before, entry);
        return Persist(next, () => record.Write(next, entry));
    }
}
