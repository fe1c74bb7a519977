namespace FleetActors.Contracts;

/// <summary>What a contract does because of the time alone.</summary>
public static class WakeUpRules
{
    /// <summary>Acts on whatever is due; does nothing when nothing is.</summary>
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
            _ => Step.Nothing,
        };
    }
}
