using System.Collections.Immutable;
using System.Globalization;

namespace FleetActors.Contracts;

/// <summary>The shapes that steps of the contract's rules have in common.</summary>
internal static class Steps
{
    /// <summary>These events happen, and the caller is told.</summary>
    public static Step Happens(ContractState contract, ContractTerms terms, params ImmutableArray<ContractEvent> events)
    {
        var after = ContractEvolve.Apply(contract, events);
        return new() { Events = events, After = after, Answer = ContractAnswers.Receipt(after, terms) };
    }

    /// <summary>These events happen, the caller is told, and then what is owed is sent.</summary>
    public static Step HappensAndSends(ContractState contract, ContractTerms terms, Stamp stamp, params ImmutableArray<ContractEvent> events)
    {
        var after = ContractEvolve.Apply(contract, events);
        var round = DutyRules.Begin(after, terms, stamp.At, isFresh: true);
        return round with { Events = events, After = after, Answer = ContractAnswers.Receipt(after, terms) };
    }

    /// <summary>Already so: nothing changes, and the caller is told how it is.</summary>
    public static Step AlreadySo(ContractState contract, ContractTerms terms) => new() { Answer = ContractAnswers.Receipt(contract, terms) };

    /// <summary>Refused because of the status.</summary>
    public static Step WrongStatus(ContractState contract, params ReadOnlySpan<ContractStatus> allowed) => contract.Status == ContractStatus.None
        ? Step.Refuse(Refusal.UnknownContract)
        : Step.Refuse(Refusal.WrongContractStatus, $"it is {contract.Status}; possible while {string.Join(" or ", allowed.ToArray())}");

    /// <summary>Why no more may happen to this contract before it is closed, or null.</summary>
    public static Step? Full(ContractState contract) => contract.Revision < ContractTerms.MaxEvents - ContractTerms.EventsToClose
        ? null
        : Step.Refuse(Refusal.ContractLimitReached, Text($"{ContractTerms.MaxEvents - ContractTerms.EventsToClose} events; end or cancel it"));

    /// <summary>Text that reads the same everywhere.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
