using System.Collections.Immutable;

namespace FleetActors.Contracts;

/// <summary>
/// What is done about a payment that is not made. Declined: tried again under a new key, a few times, further and further apart;
/// after the last the amount stays on the customer's ledger as debt. Not answered: after an hour of tries it is left open on the
/// ledger, so that the customer's hold is freed, and asked about once a day for a month. Either way the contract is settled.
/// </summary>
public static class PaymentRetries
{
    /// <summary>The waits before each further try.</summary>
    public static readonly ImmutableArray<TimeSpan> Waits = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(3)];

    /// <summary>
    /// How long others wait for a provider that does not answer. As the waits between tries double from five seconds, that is
    /// eleven tries.
    /// </summary>
    public static readonly TimeSpan AnswerPatience = TimeSpan.FromHours(1);

    /// <summary>How often a silent provider is asked after that.</summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromDays(1);

    /// <summary>Until when, from the closing of the contract.</summary>
    public static readonly TimeSpan AskFor = TimeSpan.FromDays(30);

    /// <summary>Whether nothing may wait any longer for an answer.</summary>
    public static bool IsOutOfPatience(ContractState contract, DateTimeOffset now) =>
        contract.Owes.HasFlag(Obligations.TakePayment) && now - contract.ClosedAt >= AnswerPatience;

    /// <summary>The event for a key that got no answer for too long.</summary>
    public static PaymentUnanswered Unanswered(ContractState contract, Stamp stamp) =>
        new(stamp, contract.PaymentKey!, stamp.At - contract.ClosedAt < AskFor ? stamp.At + AskEvery : null);

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
