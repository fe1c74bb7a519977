using System.Collections.Immutable;
using FleetActors.Contracts.Pricing;

namespace FleetActors.Contracts;

/// <summary>A contract that ends before the rental began: cancelled, run out, or nobody came.</summary>
public static class ClosingRules
{
    /// <summary>Gives up a quote or a reservation.</summary>
    public static Step Cancel(ContractState contract, CancelContract command, ContractTerms terms, Stamp stamp)
    {
        switch (contract.Status)
        {
            case ContractStatus.Cancelled:
                return Steps.AlreadySo(contract, terms);
            case ContractStatus.Quoted or ContractStatus.Aborted:
                return Steps.Happens(contract, terms, new ContractCancelled(stamp, command.ByOperator, null));
            case ContractStatus.Reserving:
                var aborted = new ReservationAborted(stamp, contract.Attempt, new Refused(Refusal.ReservationAborted));
                return Steps.HappensAndSends(contract, terms, stamp, aborted, new ContractCancelled(stamp, command.ByOperator, null));
            case ContractStatus.Reserved when stamp.At >= contract.ReservedUntil && !command.ByOperator:
                return Lapse(contract, terms, stamp);
            case ContractStatus.Reserved:
                var bill = BillOrNone(contract, RentalPricing.Cancelled(contract, stamp.At, command.ByOperator), terms);
                return Steps.HappensAndSends(contract, terms, stamp, new ContractCancelled(stamp, command.ByOperator, bill));
            default:
                return Steps.WrongStatus(contract, ContractStatus.Quoted, ContractStatus.Reserved);
        }
    }

    /// <summary>The reservation ran out, or the booking counts as a no-show.</summary>
    public static Step Lapse(ContractState contract, ContractTerms terms, Stamp stamp)
    {
        var bill = BillOrNone(contract, RentalPricing.Lapsed(contract), terms);
        return Steps.HappensAndSends(contract, terms, stamp, new ReservationLapsed(stamp, contract.Hired.Period is not null, bill));
    }

    /// <summary>Fixes lines, total and the payment's key.</summary>
    public static Bill Bill(ContractState contract, ImmutableArray<InvoiceLine> lines, ContractTerms terms)
    {
        var (net, tax) = RentalPricing.Sum(lines, contract.Signed.Currency);
        var total = net + tax;
        var isCharged = total.Minor > 0 && contract.Reservation.PaymentMethod is not null;
        return new(lines, total, isCharged ? PaymentKeys.Payment(terms.Key, 1) : null);
    }

    private static Bill? BillOrNone(ContractState contract, ImmutableArray<InvoiceLine> lines, ContractTerms terms) =>
        lines.IsEmpty ? null : Bill(contract, lines, terms);
}
