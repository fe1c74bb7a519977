using System.Collections.Immutable;
using FleetActors.Customers;
using FleetActors.Invoices;

namespace FleetActors.Contracts;

/// <summary>Issues the latest credit note: its number and, where the invoice was paid, the refund; then one posting of both.</summary>
internal static class CreditDuties
{
    /// <summary>Adds what can be sent now. Answers the duty when it was sent to the end.</summary>
    public static Obligations Send(
        ContractState contract, AwaitingDuties round, ContractTerms terms, Stamp stamp, ImmutableArray<Outgoing>.Builder outgoing)
    {
        var note = contract.CreditNotes[^1];
        if (round.Number is { } && (round.IsRefundKnown || !IsRefunded(contract)))
        {
            outgoing.Add(Post(contract, note, round.Reference is not null, terms, stamp));
            return Obligations.IssueCreditNote;
        }
        if (round.IsCreditBegun) return Obligations.None;
        outgoing.Add(new IssueNumber(new NumberDocument(terms.Key.Contract, note.Document, DecidedAt(contract), !round.IsFresh)));
        if (IsRefunded(contract))
            outgoing.Add(round.IsFresh ? Refund(contract, terms) : new QueryPayment(contract.Hired.Customer, PaymentKeys.Refund(terms.Key, note.Document)));
        return Obligations.None;
    }

    /// <summary>Pays the latest credit note back.</summary>
    public static RefundPayment Refund(ContractState contract, ContractTerms terms)
    {
        var note = contract.CreditNotes[^1];
        return new(contract.Hired.Customer, PaymentKeys.Refund(terms.Key, note.Document), contract.PaymentReference!, note.Gross);
    }

    /// <summary>A debt or an account is only reduced; a payment is paid back.</summary>
    public static bool IsRefunded(ContractState contract) => contract is { Payment: PaymentStatus.Paid, PaymentReference: not null };

    private static PostOnLedger Post(ContractState contract, CreditNote note, bool isRefunded, ContractTerms terms, Stamp stamp)
    {
        var postings = LedgerPostings.CreditNote(contract.Bill!.Lines[note.Line - 1].Kind, note);
        if (isRefunded) postings = postings.AddRange(LedgerPostings.Refund(note.Gross));
        return new(
            contract.Hired.Customer,
            new PostToLedger(PaymentKeys.CreditPosting(terms.Key, note.Document), terms.Key.Contract, null, postings, stamp),
            Obligations.IssueCreditNote);
    }

    private static DateTimeOffset DecidedAt(ContractState contract) => contract.History.OfType<InvoiceCredited>().Last().Stamp.At;
}
