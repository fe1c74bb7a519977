namespace FleetActors.Contracts;

/// <summary>
/// A contract's whole behaviour: from what it is and what it hears to what happens and what it sends. Pure, so that the grain
/// shell and the seeded test world execute the very same saga. See docs/contracts.md.
/// </summary>
public static class ContractSaga
{
    /// <summary>What the contract does about a message.</summary>
    /// <param name="contract">As last persisted.</param>
    /// <param name="message">What it hears; a command must not have been answered before.</param>
    /// <param name="terms">Its key, and the tariff that a quote or a reservation asks for.</param>
    /// <param name="now">The time at which it acts.</param>
    public static Step Next(ContractState contract, ContractMessage message, ContractTerms terms, DateTimeOffset now)
    {
        var step = message switch
        {
            Commanded { Command: { } command } m => Obey(contract, m, command, terms, now),
            Answered { Pending: AwaitingHolds pending } m => ReservationRules.Decide(contract, pending, m.Replies, terms, now),
            Answered { Pending: AwaitingVehicle pending } m => RentalRules.AfterVehicle(contract, pending, m.Replies, terms),
            Answered { Pending: AwaitingDuties pending } m => DutyRules.Continue(contract, pending, m.Replies, terms, now),
            WokenUp => WakeUpRules.WakeUp(contract, terms, now),
            HolderAsks m => HolderRules.Answer(contract, m.Ask, terms, now),
            _ => throw new InvalidOperationException($"No case for {message}."),
        };
        if (step.Events.IsEmpty) return step;
        var after = step.After ?? ContractEvolve.Apply(contract, step.Events);
        return step with { After = after, EnterFirst = step.IsTentative ? null : Deadline(contract, message, after, now) };
    }

    private static Step Obey(ContractState contract, Commanded m, ContractCommand command, ContractTerms terms, DateTimeOffset now)
    {
        var stamp = new Stamp(now, m.Header.By);
        return command switch
        {
            QuoteRental c => ReservationRules.Quote(contract, c, terms, stamp),
            ReserveVehicle c => ReservationRules.Reserve(contract, c, terms, stamp),
            ExtendReservation c => ReservationRules.Extend(contract, c, terms, stamp),
            CancelContract c => ClosingRules.Cancel(contract, c, terms, stamp),
            StartRental => RentalRules.Start(contract, m.Facts, terms, stamp),
            PauseRental => RentalRules.Pause(contract, terms, stamp),
            ResumeRental => RentalRules.Resume(contract, terms, stamp),
            ExtendRental c => RentalRules.Extend(contract, c, terms, stamp),
            EndRental => ReturnRules.End(contract, m.Facts, terms, stamp),
            EndRentalWithEvidence c => ReturnRules.EndWithEvidence(contract, c, m.Facts, terms, stamp),
            AddContractLine c => LineRules.Add(contract, c, m.Header.Id, terms, stamp),
            CreditInvoice c => LineRules.Credit(contract, c, m.Header.Id, terms, stamp),
            ResolveDispute c => EvidenceRules.Resolve(contract, c, m.Header.Id, terms, stamp),
            _ => throw new InvalidOperationException($"No case for {command.GetType().Name}."),
        };
    }

    /// <summary>An undecided attempt has its entry if the entry woke it up, or if it was answered for together with the holds.</summary>
    private static DateTimeOffset? Deadline(ContractState before, ContractMessage message, ContractState after, DateTimeOffset now)
    {
        var isAttemptEntered = message is WokenUp
            || (message is Answered { Pending: AwaitingHolds } answered && !answered.Replies.OfType<DeadlineReply>().Any(r => !r.IsEntered));
        return ContractDeadlines.MustEnter(before, after, isAttemptEntered, now);
    }
}
