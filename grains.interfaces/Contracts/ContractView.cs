using System.Collections.Immutable;
using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>How the money of a contract stands. Append-only.</summary>
[GenerateSerializer, Alias("ContractPaymentStatus")]
public enum PaymentStatus
{
    /// <summary>Nothing is to be paid, or not yet.</summary>
    NotDue = 0,
    /// <summary>Asked of the provider; not known yet.</summary>
    Pending = 1,
    /// <summary>Paid.</summary>
    Paid = 2,
    /// <summary>Declined; it is tried again.</summary>
    Declined = 3,
    /// <summary>Declined for the last time: the customer's ledger carries it as debt.</summary>
    Debt = 4,
    /// <summary>The customer pays by account: the ledger carries it.</summary>
    OnAccount = 5,
    /// <summary>The provider does not answer: the ledger carries it as an open receivable, and an operator should look.</summary>
    Unanswered = 6,
}

/// <summary>Everything a person wants to see of a contract.</summary>
[GenerateSerializer, Immutable, Alias("ContractView")]
public sealed record ContractView
{
    /// <summary>Which contract.</summary>
    [Id(0)] public required ContractId Contract { get; init; }
    /// <summary>Where it is in its life.</summary>
    [Id(1)] public required ContractStatus Status { get; init; }
    /// <summary>How many events it has had.</summary>
    [Id(2)] public required int Revision { get; init; }
    /// <summary>Who wants to hire what.</summary>
    [Id(3)] public RentalRequest? Request { get; init; }
    /// <summary>The tariff version it was signed under.</summary>
    [Id(4)] public Tariff? Tariff { get; init; }
    /// <summary>Until when the quote stands.</summary>
    [Id(5)] public DateTimeOffset? QuoteValidUntil { get; init; }
    /// <summary>The quote's lines.</summary>
    [Id(6)] public ImmutableArray<InvoiceLine> QuoteLines { get; init; } = [];
    /// <summary>The quote's total with tax.</summary>
    [Id(7)] public Money? QuoteTotal { get; init; }
    /// <summary>The present or last attempt to reserve, counted from 1.</summary>
    [Id(8)] public int Attempt { get; init; }
    /// <summary>The contract's turn on the vehicle.</summary>
    [Id(9)] public long? Tenancy { get; init; }
    /// <summary>The vehicle's class.</summary>
    [Id(10)] public VehicleClass? Class { get; init; }
    /// <summary>When the car was set aside.</summary>
    [Id(11)] public DateTimeOffset? ReservedAt { get; init; }
    /// <summary>When the reservation runs out: the last moment to start.</summary>
    [Id(12)] public DateTimeOffset? ReservedUntil { get; init; }
    /// <summary>When charging began.</summary>
    [Id(13)] public DateTimeOffset? StartedAt { get; init; }
    /// <summary>The agreed end; later counts as overdue.</summary>
    [Id(14)] public DateTimeOffset? AgreedEnd { get; init; }
    /// <summary>When charging stopped.</summary>
    [Id(15)] public DateTimeOffset? EndedAt { get; init; }
    /// <summary>Kilometres driven, when both odometer readings are known.</summary>
    [Id(16)] public decimal? DistanceKm { get; init; }
    /// <summary>Whether it was ended with evidence instead of contact.</summary>
    [Id(17)] public bool EndedWithEvidence { get; init; }
    /// <summary>Damage and fees so far, before the invoice.</summary>
    [Id(18)] public ImmutableArray<AddContractLine> ExtraLines { get; init; } = [];
    /// <summary>The invoice, once fixed.</summary>
    [Id(19)] public Invoice? Invoice { get; init; }
    /// <summary>Corrections.</summary>
    [Id(20)] public ImmutableArray<CreditNote> CreditNotes { get; init; } = [];
    /// <summary>How the money stands.</summary>
    [Id(21)] public PaymentStatus Payment { get; init; }
    /// <summary>The provider's reference of a payment.</summary>
    [Id(22)] public string? PaymentReference { get; init; }
    /// <summary>Why the last attempt to reserve failed.</summary>
    [Id(23)] public Refused? AbortedBecause { get; init; }
    /// <summary>What it still owes to others, for an operator to read; empty when nothing.</summary>
    [Id(24)] public ImmutableArray<string> Owes { get; init; } = [];
    /// <summary>When it acts next by itself.</summary>
    [Id(25)] public DateTimeOffset? NextDue { get; init; }
    /// <summary>Lines that the car's own readings contradict, after an end with evidence.</summary>
    [Id(26)] public ImmutableArray<LineDispute> Disputes { get; init; } = [];
}
