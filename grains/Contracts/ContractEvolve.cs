using System.Collections.Immutable;
using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>What each event does to a contract. Total: it cannot refuse.</summary>
public static class ContractEvolve
{
    /// <summary>The state that a history adds up to.</summary>
    public static ContractState Fold(ImmutableArray<ContractEvent> history) =>
        history.Aggregate(ContractState.Blank, Change) with { History = history };

    /// <summary>The state after further events.</summary>
    public static ContractState Apply(ContractState state, params ImmutableArray<ContractEvent> happened)
    {
        if (happened.IsEmpty) return state;
        var next = state with { History = state.History.AddRange(happened) };
        foreach (var one in happened) next = Change(next, one);
        return next;
    }

    private static ContractState Change(ContractState state, ContractEvent happened) => happened switch
    {
        RentalQuoted e => state with { Status = ContractStatus.Quoted, Quote = e, Tariff = e.Tariff },
        ReservationAttempted e => Attempt(state, e),
        VehicleReserved e => Reserve(state, e),
        ReservationAborted e => Abort(state, e),
        AttemptVoided e => state with { VoidedThrough = Math.Max(state.VoidedThrough, e.Attempt) },
        ReservationExtended e => state with { ReservedUntil = e.Until },
        ContractCancelled e => Close(
            state with { ReleaseReason = e.ByOperator ? ReleaseReason.CancelledByOperator : ReleaseReason.CancelledByCustomer },
            ContractStatus.Cancelled,
            e.Bill,
            e.Stamp.At),
        ReservationLapsed e => Close(
            state with { ReleaseReason = ReleaseReason.NoShow },
            e.Booked ? ContractStatus.NoShow : ContractStatus.Expired,
            e.Bill,
            e.Stamp.At),
        RentalStarted e => Start(state, e),
        CarNotHandedOver => state with { IsCarNotHandedOver = true },
        RentalPaused e => state with { Status = ContractStatus.Paused, LastChangeAt = e.Stamp.At },
        RentalResumed e => state with { Status = ContractStatus.Active, LastChangeAt = e.Stamp.At },
        RentalExtended e => state with { AgreedEnd = e.Until, IsOverdueNoticed = false },
        RentalOverdue => state with { IsOverdueNoticed = true },
        ContractLineAdded e => state with { ExtraLines = state.ExtraLines.Add(e.Line) },
        RentalEnded e => End(state, e),
        ObligationsMet e => Meet(state, e),
        PaymentDeclined e => Decline(state, e),
        PaymentUnanswered e => LeaveOpen(state, e),
        PaymentFoundPosted => state with { IsPaymentPosted = true, Owes = state.Owes & ~Obligations.PostInvoice },
        ContractSettled e => Settle(state, e),
        InvoiceCredited e => Owe(state with { CreditNotes = state.CreditNotes.Add(e.Note), OwesSince = null }, Obligations.IssueCreditNote, e.Stamp.At),
        CreditNoteIssued e => Issue(state, e),
        EvidenceCompared e => Compared(state, e),
        DisputeResolved e => state with { Disputes = Resolve(state, e) },
        _ => throw new InvalidOperationException($"No case for {happened.GetType().Name}."),
    };

    private static ContractState Attempt(ContractState state, ReservationAttempted e) => state with
    {
        Status = ContractStatus.Reserving,
        Attempted = e,
        Request = e.Request,
        Tariff = e.Tariff ?? state.Tariff,
        AbortedBecause = null,
    };

    private static ContractState Reserve(ContractState state, VehicleReserved e) => state with
    {
        Status = ContractStatus.Reserved,
        Reserved = e,
        ReservedUntil = e.Until,
        VoidedThrough = Math.Max(state.VoidedThrough, e.Attempt - 1),
        Owes = Obligations.ConfirmVehicle | Obligations.ConfirmCustomer,
        OwesSince = e.Stamp.At,
    };

    private static ContractState Abort(ContractState state, ReservationAborted e) => Owe(
        state with
        {
            Status = ContractStatus.Aborted,
            VoidedThrough = Math.Max(state.VoidedThrough, e.Attempt),
            AbortedBecause = e.Why,
            ReleaseReason = ReleaseReason.Aborted,
        },
        Obligations.ReleaseVehicle | Obligations.ReleaseCustomer, e.Stamp.At);

    /// <summary>The start confirmed the vehicle's hold. The customer's is not owed a confirmation any more: the posting of the invoice ends it.</summary>
    private static ContractState Start(ContractState state, RentalStarted e) => state with
    {
        Status = ContractStatus.Active,
        Started = e,
        AgreedEnd = e.AgreedEnd,
        LastChangeAt = e.Stamp.At,
        Owes = Obligations.None,
        OwesSince = null,
    };

    private static ContractState End(ContractState state, RentalEnded e) => Bill(
        state with
        {
            Status = ContractStatus.Ended,
            Return = e.Return,
            Owes = ReturnRules.IsToCompare(e.Return) ? Obligations.EndVehicle | Obligations.CompareEvidence : Obligations.EndVehicle,
            OwesSince = e.Stamp.At,
        },
        e.Bill, e.Stamp.At);

    /// <summary>Closed before it began: the vehicle is given back, and the customer with the posting of the bill, if there is one.</summary>
    private static ContractState Close(ContractState state, ContractStatus status, Bill? bill, DateTimeOffset at)
    {
        if (state.Reserved is null) return state with { Status = status }; // an aborted attempt may still be being released
        var closed = state with { Status = status, ClosedAt = at, Owes = Obligations.ReleaseVehicle | Obligations.EndVehicle, OwesSince = at };
        return bill is null ? Owe(closed, Obligations.ReleaseCustomer, at) : Bill(closed, bill, at);
    }

    /// <summary>The posting of the invoice ends the customer's hold; where nothing is to be invoiced it is released.</summary>
    private static ContractState Bill(ContractState state, Bill bill, DateTimeOffset at) => Owe(
        state with
        {
            Bill = bill,
            ClosedAt = at,
            PaymentKey = bill.PaymentKey,
            Payment = bill.PaymentKey is not null ? PaymentStatus.Pending
                : bill.Total.Minor > 0 ? PaymentStatus.OnAccount : PaymentStatus.NotDue,
        },
        bill.Lines.IsEmpty ? Obligations.ReleaseCustomer
            : bill.PaymentKey is null ? Obligations.NumberInvoice | Obligations.PostInvoice
            : Obligations.NumberInvoice | Obligations.PostInvoice | Obligations.TakePayment,
        at);

    private static ContractState Meet(ContractState state, ObligationsMet e)
    {
        var owes = (state.Owes & ~e.Met) | e.Added;
        return state with
        {
            Owes = owes,
            OwesSince = owes == Obligations.None ? null : state.OwesSince,
            InvoiceNumber = e.InvoiceNumber ?? state.InvoiceNumber,
            PaymentReference = e.PaymentReference ?? state.PaymentReference,
            Payment = e.PaymentReference is null ? state.Payment : PaymentStatus.Paid,
        };
    }

    /// <summary>The invoice is posted without the payment from now on; a later payment has a posting of its own.</summary>
    private static ContractState Decline(ContractState state, PaymentDeclined e) => state with
    {
        DeclinedPayments = state.DeclinedPayments + 1,
        PaymentKey = e.NextKey,
        PaymentRetryAt = e.RetryAt,
        Payment = e.NextKey is null ? PaymentStatus.Debt : PaymentStatus.Declined,
        Owes = e.NextKey is null ? state.Owes & ~Obligations.TakePayment : state.Owes,
    };

    /// <summary>Nothing waits for the provider any more; while it is asked further, the contract goes on owing the payment.</summary>
    private static ContractState LeaveOpen(ContractState state, PaymentUnanswered e) => state with
    {
        IsInvoiceLeftOpen = state.IsInvoiceLeftOpen || state.DeclinedPayments == 0,
        PaymentRetryAt = e.RetryAt,
        Payment = e.RetryAt is null && state.IsPaymentPosted ? PaymentStatus.Paid : PaymentStatus.Unanswered,
        Owes = e.RetryAt is null ? state.Owes & ~Obligations.TakePayment : state.Owes,
    };

    private static ContractState Settle(ContractState state, ContractSettled e) => state with
    {
        Status = state.Status == ContractStatus.Ended ? ContractStatus.Settled : state.Status,
        IsSettled = true,
        InvoiceNumber = e.InvoiceNumber,
        PaymentReference = e.PaymentReference,
        Payment = e.PaymentReference is null ? state.Payment : PaymentStatus.Paid,
        PaymentKey = null,
        PaymentRetryAt = null,
        Owes = state.Owes & Obligations.CompareEvidence,
        OwesSince = state.Owes.HasFlag(Obligations.CompareEvidence) ? state.OwesSince : null,
    };

    private static ContractState Issue(ContractState state, CreditNoteIssued e)
    {
        var at = e.Document - 1;
        var issued = state.CreditNotes[at] with { Number = e.Number, IsComplete = true };
        return state with
        {
            CreditNotes = state.CreditNotes.SetItem(at, issued),
            Owes = state.Owes & Obligations.CompareEvidence,
            OwesSince = state.Owes.HasFlag(Obligations.CompareEvidence) ? state.OwesSince : null,
        };
    }

    private static ContractState Compared(ContractState state, EvidenceCompared e)
    {
        var owes = state.Owes & ~Obligations.CompareEvidence;
        return state with
        {
            Disputes = state.Disputes.AddRange(e.Disputes),
            Owes = owes,
            OwesSince = owes == Obligations.None ? null : state.OwesSince,
        };
    }

    private static ImmutableArray<LineDispute> Resolve(ContractState state, DisputeResolved e) =>
        state.Disputes.SetItem(e.Dispute - 1, state.Disputes[e.Dispute - 1] with { Status = e.Status, Reason = e.Reason });

    private static ContractState Owe(ContractState state, Obligations more, DateTimeOffset at) =>
        state with { Owes = state.Owes | more, OwesSince = state.OwesSince ?? at };
}
