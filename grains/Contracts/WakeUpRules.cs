namespace FleetActors.Contracts;

/// <summary>What a contract does because of the time alone.</summary>
public static class WakeUpRules
{
    /// <summary>
    /// Acts on whatever is due. A running contract tells the customer that the hold is firm; any other does nothing when nothing is
    /// due. The shell reads the record anew before a wake-up: an activation that another has overtaken must not answer that nothing is
    /// due.
    /// </summary>
    public static Step WakeUp(ContractState contract, ContractTerms terms, DateTimeOffset now)
    {
        var stamp = new Stamp(now, Caller.Platform);
        return contract.Status switch
        {
            ContractStatus.Reserving when now >= contract.Attempted!.AskAfter =>
                ReservationRules.Abort(contract, new Refused(Refusal.ReservationAborted), terms, stamp),
            ContractStatus.Reserving => Step.Nothing,
            ContractStatus.Reserved when now >= contract.ReservedUntil => ClosingRules.Lapse(contract, terms, stamp),
            ContractStatus.Active or ContractStatus.Paused when now >= contract.AgreedEnd && !contract.IsOverdueNoticed =>
                Steps.HappensAndSends(contract, terms, stamp, new RentalOverdue(stamp)),
            _ when contract.Owes != Obligations.None => DutyRules.Begin(contract, terms, now, isFresh: false),
            ContractStatus.Active or ContractStatus.Paused => HolderRules.ConfirmCustomer(contract, terms, stamp),
            ContractStatus.None or ContractStatus.Quoted or ContractStatus.Aborted => Fence(contract, stamp),
            _ => Step.Nothing,
        };
    }

    /// <summary>
    /// A deadline of an attempt that is not under way here. Another activation may still be writing it: its compare-and-swap
    /// must lose, because this wake-up ends the chain of deadlines that would look after it.
    /// </summary>
    private static Step Fence(ContractState contract, Stamp stamp)
    {
        var next = Math.Max(contract.VoidedThrough, contract.Attempt) + 1;
        return next > ContractTerms.MaxAttempts ? Step.Nothing : new Step { Events = [new AttemptVoided(stamp, next)] };
    }
}
