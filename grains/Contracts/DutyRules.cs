using System.Collections.Immutable;
using FleetActors.Customers;
using FleetActors.Invoices;
using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>
/// Meets what a contract owes to others, in rounds. A round sends what can be sent, then what the replies allow, and is written
/// once at its end; what stays owed waits for the next wake-up. Everything sent may be repeated.
/// </summary>
public static class DutyRules
{
    /// <summary>Begins a round.</summary>
    /// <param name="contract">With the events that made it owe.</param>
    /// <param name="terms">Its key.</param>
    /// <param name="now">The time.</param>
    /// <param name="isFresh">Whether the events of this very step made it owe, so that nothing can have been sent before.</param>
    public static Step Begin(ContractState contract, ContractTerms terms, DateTimeOffset now, bool isFresh) =>
        Send(contract, new AwaitingDuties(isFresh), terms, now);

    /// <summary>Goes on with what the replies allow, or writes what the round achieved.</summary>
    public static Step Continue(ContractState contract, AwaitingDuties round, ImmutableArray<Reply> replies, ContractTerms terms, DateTimeOffset now)
    {
        var stamp = new Stamp(now, Caller.Platform);
        foreach (var reply in replies) round = DutyReplies.Learn(contract, round, reply);

        var declined = replies.OfType<PaymentReply>().FirstOrDefault(r => r.Outcome == PaymentOutcome.Declined);
        if (declined is not null && DutyReplies.IsPayment(contract))
        {
            var happened = PaymentRetries.Declined(contract, declined.Text, terms, stamp);
            return Rewrite(contract, round, [.. DutyReplies.Progress(contract, round, stamp), happened], terms, now);
        }
        if (replies.OfType<PaymentReply>().Any(r => r.Outcome == PaymentOutcome.Unknown) && PaymentRetries.IsOutOfPatience(contract, now))
            return Rewrite(contract, round, [.. DutyReplies.Progress(contract, round, stamp), PaymentRetries.Unanswered(contract, stamp)], terms, now);
        if (DutyReplies.IsFoundPosted(replies))
            return Rewrite(contract, round, [.. DutyReplies.Progress(contract, round, stamp), new PaymentFoundPosted(stamp)], terms, now);
        if (round.Added != Obligations.None)
            return Rewrite(contract, round, DutyReplies.Progress(contract, round, stamp), terms, now);

        var next = Send(contract, round, terms, now);
        return next.Outgoing.IsEmpty ? new Step { Events = DutyReplies.Outcome(contract, round, stamp) } : next;
    }

    /// <summary>Writes in the middle of a round, and goes on with what is owed then.</summary>
    private static Step Rewrite(ContractState contract, AwaitingDuties round, ImmutableArray<ContractEvent> events, ContractTerms terms, DateTimeOffset now)
    {
        var after = ContractEvolve.Apply(contract, events);
        var rest = round with { Met = Obligations.None, Added = Obligations.None, Number = null, Reference = null };
        var next = Send(after, rest, terms, now);
        var end = next.Outgoing.IsEmpty ? DutyReplies.Outcome(after, rest, new Stamp(now, Caller.Platform)) : [];
        return next with { Events = [.. events, .. end] };
    }

    private static Step Send(ContractState contract, AwaitingDuties round, ContractTerms terms, DateTimeOffset now)
    {
        var stamp = new Stamp(now, Caller.Platform);
        var open = contract.Owes & ~round.Met & ~round.Tried;
        var outgoing = ImmutableArray.CreateBuilder<Outgoing>();
        var tried = Obligations.None;

        void Add(Obligations duty, Outgoing? message)
        {
            if (message is null) return;
            outgoing.Add(message);
            tried |= duty;
        }

        var id = terms.Key.Contract;
        if (open.HasFlag(Obligations.ConfirmVehicle))
            Add(Obligations.ConfirmVehicle, new ConfirmVehicle(contract.Hired.Vehicle, new(id, contract.Attempt, stamp)));
        if (open.HasFlag(Obligations.ConfirmCustomer))
            Add(Obligations.ConfirmCustomer, new ConfirmCustomer(contract.Hired.Customer, new(id, contract.Attempt, stamp)));
        if (open.HasFlag(Obligations.ReleaseVehicle))
            Add(Obligations.ReleaseVehicle, new ReleaseVehicle(contract.Hired.Vehicle, new(id, contract.Attempt, contract.ReleaseReason, stamp)));
        if (open.HasFlag(Obligations.ReleaseCustomer))
            Add(Obligations.ReleaseCustomer, new ReleaseCustomer(contract.Hired.Customer, new(id, contract.Attempt, ReleaseReasonOf(contract), stamp)));
        if (open.HasFlag(Obligations.EndVehicle))
            Add(Obligations.EndVehicle, End(contract, round, terms, stamp));
        if (open.HasFlag(Obligations.NumberInvoice))
            Add(Obligations.NumberInvoice, new IssueNumber(new NumberDocument(id, 0, contract.ClosedAt!.Value, !round.IsFresh)));
        if (open.HasFlag(Obligations.TakePayment))
            Add(Obligations.TakePayment, Pay(contract, round, now));
        if (open.HasFlag(Obligations.PostInvoice))
            Add(Obligations.PostInvoice, PostInvoice(contract, round, terms, stamp));
        if (open.HasFlag(Obligations.PostPayment))
            Add(Obligations.PostPayment, PostPayment(contract, terms, stamp));
        var isCrediting = open.HasFlag(Obligations.IssueCreditNote);
        if (isCrediting) tried |= CreditDuties.Send(contract, round, terms, stamp, outgoing);
        if (open.HasFlag(Obligations.CompareEvidence))
            Add(Obligations.CompareEvidence, EvidenceRules.Ask(contract, round));
        if (round.IsNeverSeen) outgoing.AddRange(PaymentRetries.SendAgain(contract, terms));

        return new Step
        {
            Outgoing = outgoing.ToImmutable(),
            Pending = round with { Tried = round.Tried | tried, IsNeverSeen = false, IsCreditBegun = round.IsCreditBegun || isCrediting },
        };
    }

    /// <summary>
    /// A closed reservation is released first and then ended: a start whose outcome the contract never learnt may have begun
    /// the tenancy, and no start can begin it once the hold is gone.
    /// </summary>
    private static EndVehicle? End(ContractState contract, AwaitingDuties round, ContractTerms terms, Stamp stamp)
    {
        if ((contract.Owes & ~round.Met).HasFlag(Obligations.ReleaseVehicle)) return null;
        return new(contract.Hired.Vehicle, new EndTenancy(
            terms.Key.Contract,
            contract.Reservation.Tenancy,
            contract.Return?.At ?? contract.ClosedAt ?? stamp.At,
            contract.Return?.Evidence is not null,
            contract.Return?.LowCharge == true || contract.ExtraLines.Any(l => l.Kind == LineKind.Damage),
            stamp));
    }

    /// <summary>The first time it is sent outright; afterwards the provider is asked first, because it may know the key.</summary>
    private static Outgoing? Pay(ContractState contract, AwaitingDuties round, DateTimeOffset now)
    {
        if (contract.PaymentRetryAt > now) return null;
        return round.IsFresh ? PaymentRetries.Charge(contract) : new QueryPayment(contract.Hired.Customer, contract.PaymentKey!);
    }

    /// <summary>
    /// Once its number is known, and what became of the first payment: each key has one outcome for ever, so a repeat after a
    /// crash posts the same set under the same id.
    /// </summary>
    private static PostOnLedger? PostInvoice(ContractState contract, AwaitingDuties round, ContractTerms terms, Stamp stamp)
    {
        if ((contract.InvoiceNumber ?? round.Number) is null) return null;
        var isFirstKeyOpen = contract is { DeclinedPayments: 0, IsInvoiceLeftOpen: false };
        if (isFirstKeyOpen && (contract.Owes & ~round.Met).HasFlag(Obligations.TakePayment)) return null;
        var bill = contract.Bill!;
        var isPaidAtOnce = bill.PaymentKey is not null && isFirstKeyOpen;
        var postings = LedgerPostings.Invoice([.. bill.Lines.Select(l => new LedgerLine(l.Kind, l.Net, l.Tax))]);
        if (isPaidAtOnce) postings = postings.AddRange(LedgerPostings.Payment(bill.Total));
        // A crash may have made the contract forget what a provider said who is silent now: the ledger has not.
        var (id, other) = contract.IsInvoiceLeftOpen
            ? (PaymentKeys.ReceivablePosting(terms.Key), PaymentKeys.InvoicePosting(terms.Key))
            : (PaymentKeys.InvoicePosting(terms.Key), null);
        return new(
            contract.Hired.Customer,
            new PostToLedger(id, terms.Key.Contract, contract.Attempt, postings, stamp, other),
            Obligations.PostInvoice);
    }

    /// <summary>A payment that came after the invoice was posted.</summary>
    private static PostOnLedger PostPayment(ContractState contract, ContractTerms terms, Stamp stamp) => new(
        contract.Hired.Customer,
        new PostToLedger(
            PaymentKeys.PaymentPosting(terms.Key), terms.Key.Contract, null, LedgerPostings.Payment(contract.Bill!.Total), stamp),
        Obligations.PostPayment);

    private static ReleaseReason ReleaseReasonOf(ContractState contract) =>
        contract.ReleaseReason == default ? ReleaseReason.CancelledByOperator : contract.ReleaseReason;
}
