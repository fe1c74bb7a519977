using System.Collections.Immutable;

namespace FleetActors.Contracts;

/// <summary>What a round learns from replies, and what it writes at its end.</summary>
internal static class DutyReplies
{
    /// <summary>The round after one more reply. A reply whose outcome is unknown teaches nothing.</summary>
    public static AwaitingDuties Learn(ContractState contract, AwaitingDuties round, Reply reply) => reply switch
    {
        VehicleReply { Outcome: { } outcome } r when IsOwn(contract, r.Asked) => Vehicle(round, r.Asked, outcome),
        CustomerReply { Outcome: { } outcome } r when IsOwn(contract, r.Asked) => Customer(round, r.Asked, outcome),
        NumberReply { Number: { } number } => round with { Number = number, Met = round.Met | (contract.Owes & Obligations.NumberInvoice) },
        CarReply { Told: { } told } => round with { Car = told },
        PaymentReply { Outcome: PaymentOutcome.NeverSeen } => round with { IsNeverSeen = true },
        PaymentReply { Outcome: PaymentOutcome.Succeeded } r when IsPayment(contract) => Paid(contract, round, r.Text),
        PaymentReply { Outcome: PaymentOutcome.Succeeded } r => round with { Reference = r.Text ?? "", IsRefundKnown = true },
        PaymentReply { Outcome: PaymentOutcome.Declined } when !IsPayment(contract) => round with { IsRefundKnown = true },
        _ => round,
    };

    /// <summary>Whether the ledger has the invoice with the payment that the contract knows nothing of.</summary>
    public static bool IsFoundPosted(ImmutableArray<Reply> replies) => replies.Any(reply => reply is CustomerReply
    {
        Asked: PostOnLedger { Message.UnlessPosted: not null }, Outcome: { Refused.Code: Refusal.PostedOtherwise },
    });

    /// <summary>Whether the round is about the payment, rather than about the refund of a credit note.</summary>
    public static bool IsPayment(ContractState contract) => contract.Owes.HasFlag(Obligations.TakePayment);

    /// <summary>What to write at the end of a round: settled, credited, some progress, or nothing.</summary>
    public static ImmutableArray<ContractEvent> Outcome(ContractState contract, AwaitingDuties round, Stamp stamp) =>
        contract.Owes.HasFlag(Obligations.CompareEvidence)
            ? [.. Closing(contract, round, stamp), .. EvidenceRules.Compare(contract, round, stamp)]
            : Closing(contract, round, stamp);

    private static ImmutableArray<ContractEvent> Closing(ContractState contract, AwaitingDuties round, Stamp stamp)
    {
        var left = (contract.OwesToClose & ~round.Met) | round.Added;
        if (round.Met.HasFlag(Obligations.IssueCreditNote))
            return [new CreditNoteIssued(stamp, contract.CreditNotes.Length, round.Number!.Value, round.Reference)];
        if (contract.Bill is not null && !contract.IsSettled && left == Obligations.None)
            return [new ContractSettled(stamp, contract.InvoiceNumber ?? round.Number, contract.PaymentReference ?? round.Reference)];
        return Progress(contract, round, stamp);
    }

    /// <summary>What the round has achieved so far, if anything.</summary>
    public static ImmutableArray<ContractEvent> Progress(ContractState contract, AwaitingDuties round, Stamp stamp)
    {
        var met = contract.Owes & round.Met;
        if (met == Obligations.None) return [];
        return
        [
            new ObligationsMet(
                stamp,
                met,
                round.Added,
                met.HasFlag(Obligations.NumberInvoice) ? round.Number : null,
                met.HasFlag(Obligations.TakePayment) ? round.Reference : null),
        ];
    }

    /// <summary>After a decline or a long silence the invoice was posted alone, so the payment needs a posting of its own.</summary>
    private static AwaitingDuties Paid(ContractState contract, AwaitingDuties round, string? reference) => round with
    {
        Met = round.Met | Obligations.TakePayment,
        Added = (contract.DeclinedPayments > 0 || contract.IsInvoiceLeftOpen) && !contract.IsPaymentPosted ? round.Added | Obligations.PostPayment : round.Added,
        Reference = reference ?? "",
    };

    /// <summary>A vehicle that refuses for good has nothing left to confirm, release or end.</summary>
    private static AwaitingDuties Vehicle(AwaitingDuties round, Outgoing asked, Outcome<Done> outcome)
    {
        if (IsPassing(outcome)) return round;
        return asked switch
        {
            ConfirmVehicle => round with { Met = round.Met | Obligations.ConfirmVehicle },
            EndVehicle => round with { Met = round.Met | Obligations.EndVehicle },
            ReleaseVehicle => round with { Met = round.Met | Obligations.ReleaseVehicle },
            _ => round,
        };
    }

    private static AwaitingDuties Customer(AwaitingDuties round, Outgoing asked, Outcome<Done> outcome)
    {
        if (IsPassing(outcome)) return round;
        return asked switch
        {
            ConfirmCustomer => round with { Met = round.Met | Obligations.ConfirmCustomer },
            ReleaseCustomer => round with { Met = round.Met | Obligations.ReleaseCustomer },
            PostOnLedger when !outcome.IsAccepted => round, // money is never forgotten: it stays owed until it is posted
            PostOnLedger posted => round with { Met = round.Met | posted.Meets },
            _ => round,
        };
    }

    /// <summary>A holder that the contract did not hire, or of an earlier attempt, meets no duty of the present one.</summary>
    private static bool IsOwn(ContractState contract, Outgoing asked) => contract.Request is { } hired && asked switch
    {
        ConfirmVehicle m => m.Vehicle == hired.Vehicle && m.Message.Attempt == contract.Attempt,
        ReleaseVehicle m => m.Vehicle == hired.Vehicle && m.Message.Attempt == contract.Attempt,
        ConfirmCustomer m => m.Customer == hired.Customer && m.Message.Attempt == contract.Attempt,
        ReleaseCustomer m => m.Customer == hired.Customer && m.Message.Attempt == contract.Attempt,
        _ => true,
    };

    private static bool IsPassing(Outcome<Done> outcome) =>
        outcome.Refused?.Code is Refusal.Overloaded or Refusal.HeldPendingResolution;
}
