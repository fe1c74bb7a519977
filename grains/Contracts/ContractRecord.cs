using System.Collections.Immutable;
using FleetActors.Commands;

namespace FleetActors.Contracts;

/// <summary>
/// What is kept of a contract: its events and its answers to commands. Small while it lives, bounded for ever. Stored in
/// slices (<see cref="ContractSlices"/>), each a record of the same form with what one write added.
/// </summary>
[GenerateSerializer, Immutable, Alias("ContractRecord")]
public sealed class ContractRecord(ImmutableArray<ContractEvent> history, CommandLog<ContractReceipt> answers)
{
    [NonSerialized] private ContractState? _current;

    /// <summary>Nothing was ever written.</summary>
    public static ContractRecord Blank { get; } = new([], CommandLog<ContractReceipt>.Empty);

    /// <summary>Everything that happened, oldest first; at most <see cref="ContractTerms.MaxEvents"/>.</summary>
    [Id(0)] public ImmutableArray<ContractEvent> History { get; } = history;

    /// <summary>The commands that were answered.</summary>
    [Id(1)] public CommandLog<ContractReceipt> Answers { get; } = answers;

    /// <summary>What the events add up to; folded once an activation.</summary>
    public ContractState Current => _current ??= ContractEvolve.Fold(History);

    /// <summary>The record after a step.</summary>
    /// <param name="after">The contract with the step's events.</param>
    /// <param name="answers">The answers, with the step's own if it answers a command.</param>
    public ContractRecord With(ContractState after, CommandLog<ContractReceipt> answers) => new(after.History, answers) { _current = after };

    /// <summary>What this record has that an earlier one had not: the slice that its write stores.</summary>
    public ContractRecord Since(ContractRecord earlier) => new(
        History.RemoveRange(0, earlier.History.Length),
        ReferenceEquals(Answers, earlier.Answers) ? CommandLog<ContractReceipt>.Empty : Answers.OnlyLatest());

    /// <summary>This record and the slice that was written after it.</summary>
    public ContractRecord With(ContractRecord slice) => new(
        History.AddRange(slice.History),
        slice.History.IsEmpty ? Answers : Answers.With(slice.Answers, slice.History[^1].Stamp.At));
}
