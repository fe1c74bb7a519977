using System.Collections.Immutable;
using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>
/// A contract as it is now: its events, and what they add up to. Only <see cref="History"/> is stored (see
/// <see cref="ContractRecord"/>); the rest is folded from it by <see cref="ContractEvolve"/>.
/// </summary>
public sealed record ContractState
{
    /// <summary>A contract nobody has heard of.</summary>
    public static ContractState Blank { get; } = new();

    /// <summary>Everything that happened, oldest first.</summary>
    public ImmutableArray<ContractEvent> History { get; init; } = [];

    /// <summary>Where it is in its life.</summary>
    public ContractStatus Status { get; init; }

    /// <summary>The latest quote.</summary>
    public RentalQuoted? Quote { get; init; }

    /// <summary>What is being hired; null until the first attempt.</summary>
    public RentalRequest? Request { get; init; }

    /// <summary>The tariff version signed; null until quoted or attempted.</summary>
    public Tariff? Tariff { get; init; }

    /// <summary>The latest attempt to reserve; null before the first.</summary>
    public ReservationAttempted? Attempted { get; init; }

    /// <summary>Attempts up to this one have been decided or can never come about.</summary>
    public int VoidedThrough { get; init; }

    /// <summary>Why the latest attempt failed.</summary>
    public Refused? AbortedBecause { get; init; }

    /// <summary>The reservation.</summary>
    public VehicleReserved? Reserved { get; init; }

    /// <summary>The last moment to start, extensions included.</summary>
    public DateTimeOffset? ReservedUntil { get; init; }

    /// <summary>The start.</summary>
    public RentalStarted? Started { get; init; }

    /// <summary>Whether the customer came in time and could not have the car.</summary>
    public bool IsCarNotHandedOver { get; init; }

    /// <summary>The agreed end, extensions included.</summary>
    public DateTimeOffset? AgreedEnd { get; init; }

    /// <summary>Whether the agreed end was noticed to have passed.</summary>
    public bool IsOverdueNoticed { get; init; }

    /// <summary>When the rental last changed (start, pause, resume).</summary>
    public DateTimeOffset? LastChangeAt { get; init; }

    /// <summary>Damage and fees.</summary>
    public ImmutableArray<AddContractLine> ExtraLines { get; init; } = [];

    /// <summary>How the car came back.</summary>
    public VehicleReturn? Return { get; init; }

    /// <summary>What it costs, once fixed.</summary>
    public Bill? Bill { get; init; }

    /// <summary>When the bill was fixed and settlement began.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The invoice's number.</summary>
    public long? InvoiceNumber { get; init; }

    /// <summary>How the money stands.</summary>
    public PaymentStatus Payment { get; init; }

    /// <summary>The key under which payment is being tried; null when there is nothing to charge any more.</summary>
    public string? PaymentKey { get; init; }

    /// <summary>How many payment keys were declined.</summary>
    public int DeclinedPayments { get; init; }

    /// <summary>When a declined payment is tried again.</summary>
    public DateTimeOffset? PaymentRetryAt { get; init; }

    /// <summary>Whether the provider was silent about the first key for so long that the invoice is posted as an open receivable.</summary>
    public bool IsInvoiceLeftOpen { get; init; }

    /// <summary>Whether the ledger was found to have the payment although the contract had not learnt of it.</summary>
    public bool IsPaymentPosted { get; init; }

    /// <summary>The provider's reference of the payment made.</summary>
    public string? PaymentReference { get; init; }

    /// <summary>Whether closing it is over: nothing but credit notes can follow.</summary>
    public bool IsSettled { get; init; }

    /// <summary>Corrections of the invoice.</summary>
    public ImmutableArray<CreditNote> CreditNotes { get; init; } = [];

    /// <summary>Lines that the car's own readings contradict.</summary>
    public ImmutableArray<LineDispute> Disputes { get; init; } = [];

    /// <summary>What it still owes to others.</summary>
    public Obligations Owes { get; init; }

    /// <summary>What closing it, or a credit note, still waits for.</summary>
    public Obligations OwesToClose => Owes & ~Obligations.CompareEvidence;

    /// <summary>Since when it owes something without a pause.</summary>
    public DateTimeOffset? OwesSince { get; init; }

    /// <summary>Why the holds are being given back.</summary>
    public ReleaseReason ReleaseReason { get; init; }

    /// <summary>How many events there are.</summary>
    public int Revision => History.Length;

    /// <summary>The present or last attempt, 0 before the first.</summary>
    public int Attempt => Attempted?.Attempt ?? 0;

    /// <summary>Whether the customer has the car.</summary>
    public bool IsRunning => Status is ContractStatus.Active or ContractStatus.Paused;

    /// <summary>The reservation.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public VehicleReserved Reservation => Reserved ?? throw new InvalidOperationException($"A contract in status {Status} has no reservation.");

    /// <summary>What is being hired.</summary>
    /// <exception cref="InvalidOperationException">Nothing was asked for yet.</exception>
    public RentalRequest Hired => Request ?? throw new InvalidOperationException($"A contract in status {Status} hires nothing.");

    /// <summary>The tariff version signed.</summary>
    /// <exception cref="InvalidOperationException">None was signed yet.</exception>
    public Tariff Signed => Tariff ?? throw new InvalidOperationException($"A contract in status {Status} has no tariff.");
}
