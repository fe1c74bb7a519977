using System.Collections.Immutable;

namespace FleetActors.Contracts;

/// <summary>
/// What is done about a declined payment: tried again under a new key, a few times, further and further apart. After the last
/// the amount stays on the customer's ledger as debt, and the contract is settled.
/// </summary>
public static class PaymentRetries
{
    /// <summary>The waits before each further try.</summary>
    public static readonly ImmutableArray<TimeSpan> Waits = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(3)];

    /// <summary>The event for a declined key.</summary>
    public static PaymentDeclined Declined(ContractState contract, string? reason, ContractTerms terms, Stamp stamp)
    {
        var tries = contract.DeclinedPayments + 1;
        var isLast = tries > Waits.Length;
        return new(
            stamp,
            contract.PaymentKey!,
            reason ?? "declined",
            isLast ? null : PaymentKeys.Payment(terms.Key, tries + 1),
            isLast ? null : stamp.At + Waits[tries - 1]);
    }

    /// <summary>Asks for the bill's total under the present key.</summary>
    public static ChargePayment Charge(ContractState contract) =>
        new(contract.Hired.Customer, contract.PaymentKey!, contract.Reservation.PaymentMethod!, contract.Bill!.Total);

    /// <summary>The provider has never seen the key: it is sent again.</summary>
    public static IEnumerable<Outgoing> SendAgain(ContractState contract, ContractTerms terms) => contract.Owes.HasFlag(Obligations.IssueCreditNote)
        ? [CreditDuties.Refund(contract, terms)]
        : [Charge(contract)];
}
