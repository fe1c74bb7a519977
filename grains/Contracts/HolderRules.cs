namespace FleetActors.Contracts;

/// <summary>
/// A vehicle or a customer asks what became of a hold. The answer is written before it is sent: an attempt that is undecided or
/// unknown is voided first, so that whatever is still under way on its behalf loses the compare-and-swap.
/// </summary>
public static class HolderRules
{
    /// <summary>Decides the attempt if need be, and sends Confirm or Release.</summary>
    public static Step Answer(ContractState contract, ResolveHold ask, ContractTerms terms, DateTimeOffset now)
    {
        var stamp = new Stamp(now, Caller.Platform);
        if (ask.Attempt != contract.Attempt || !IsHired(contract, ask, terms))
        {
            var release = Release(contract, ask, terms, stamp);
            return ask.Attempt > contract.VoidedThrough && ask.Attempt > contract.Attempt && ask.Attempt <= ContractTerms.MaxAttempts
                ? release with { Events = [new AttemptVoided(stamp, ask.Attempt)] }
                : release;
        }
        if (contract.Status == ContractStatus.Reserving)
            return ReservationRules.Abort(contract, new Refused(Refusal.ReservationAborted), terms, stamp);
        if (contract.Status == ContractStatus.Reserved || contract.IsRunning)
            return Confirm(contract, ask, terms, stamp);

        var ownDuty = ask.HolderIsVehicle
            ? Obligations.ReleaseVehicle | Obligations.EndVehicle
            : Obligations.ReleaseCustomer | Obligations.PostInvoice;
        return (contract.Owes & ownDuty) != Obligations.None
            ? DutyRules.Begin(contract, terms, now, isFresh: false)
            : Release(contract, ask, terms, stamp);
    }

    /// <summary>
    /// Tells the customer of a running rental that the hold is firm, so that rivals need not wait for an answer. Nothing is owed
    /// here and nothing written: the customer asks if this is lost.
    /// </summary>
    public static Step ConfirmCustomer(ContractState contract, ContractTerms terms, Stamp stamp) =>
        Send(new ConfirmCustomer(contract.Hired.Customer, new(terms.Key.Contract, contract.Attempt, stamp)));

    /// <summary>A hold of an attempt whose write was lost may stand on another car than the one that the same number got later.</summary>
    private static bool IsHired(ContractState contract, ResolveHold ask, ContractTerms terms) =>
        contract.Request is { } hired && ask.Holder == (ask.HolderIsVehicle
            ? new VehicleKey(terms.Key.Fleet, hired.Vehicle).ToString()
            : new CustomerKey(terms.Key.Fleet, hired.Customer).ToString());

    private static Step Confirm(ContractState contract, ResolveHold ask, ContractTerms terms, Stamp stamp) => ask.HolderIsVehicle
        ? Send(new ConfirmVehicle(contract.Hired.Vehicle, new(terms.Key.Contract, contract.Attempt, stamp)))
        : ConfirmCustomer(contract, terms, stamp);

    private static Step Release(ContractState contract, ResolveHold ask, ContractTerms terms, Stamp stamp)
    {
        var reason = contract.ReleaseReason == default ? Vehicles.ReleaseReason.Aborted : contract.ReleaseReason;
        var message = new Vehicles.ReleaseHold(terms.Key.Contract, ask.Attempt, reason, stamp);
        return Send(ask.HolderIsVehicle
            ? new ReleaseVehicle(VehicleKey.Parse(ask.Holder).Vehicle, message)
            : new ReleaseCustomer(CustomerKey.Parse(ask.Holder).Customer, message));
    }

    private static Step Send(Outgoing message) => new() { Outgoing = [message], Pending = new AwaitingDuties(IsFresh: false) };
}
