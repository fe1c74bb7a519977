using System.Collections.Immutable;
using FleetActors.Vehicles;

namespace FleetActors.Contracts;

/// <summary>Something that happened to a contract. Stored in order, never changed.</summary>
/// <param name="Stamp">When and by whom.</param>
[GenerateSerializer, Immutable, Alias("ContractEvent")]
public abstract record ContractEvent([property: Id(0)] Stamp Stamp);

/// <summary>A price was offered.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="Request">For what.</param>
/// <param name="Tariff">The version that a reservation from this quote is signed under.</param>
/// <param name="Lines">The estimate.</param>
/// <param name="ValidUntil">Past this it can no longer be taken.</param>
[GenerateSerializer, Immutable, Alias("RentalQuoted")]
public sealed record RentalQuoted(
    Stamp Stamp,
    [property: Id(0)] RentalRequest Request,
    [property: Id(1)] Tariff Tariff,
    [property: Id(2)] ImmutableArray<InvoiceLine> Lines,
    [property: Id(3)] DateTimeOffset ValidUntil) : ContractEvent(Stamp);

/// <summary>The contract asks its holds of vehicle and customer; it is undecided until the next event.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="Attempt">Counted from 1.</param>
/// <param name="Request">What is being reserved.</param>
/// <param name="Tariff">The tariff signed; null when the quote carries it.</param>
/// <param name="AskAfter">From when the holders may ask what became of the attempt.</param>
/// <param name="Amount">Set aside on the customer's account.</param>
[GenerateSerializer, Immutable, Alias("ReservationAttempted")]
public sealed record ReservationAttempted(
    Stamp Stamp,
    [property: Id(0)] int Attempt,
    [property: Id(1)] RentalRequest Request,
    [property: Id(2)] Tariff? Tariff,
    [property: Id(3)] DateTimeOffset AskAfter,
    [property: Id(4)] Money Amount) : ContractEvent(Stamp);

/// <summary>The commit point: both holds stand, the vehicle is the customer's.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Tenancy">The contract's turn on the vehicle.</param>
/// <param name="Class">The vehicle's class.</param>
/// <param name="PaymentMethod">What to charge; null when the customer pays by account.</param>
/// <param name="Until">The last moment to start, unless extended.</param>
/// <param name="FreeUntil">When the vehicle's next booking needs it, if any.</param>
[GenerateSerializer, Immutable, Alias("VehicleReserved")]
public sealed record VehicleReserved(
    Stamp Stamp,
    [property: Id(0)] int Attempt,
    [property: Id(1)] long Tenancy,
    [property: Id(2)] VehicleClass Class,
    [property: Id(3)] string? PaymentMethod,
    [property: Id(4)] DateTimeOffset Until,
    [property: Id(5)] DateTimeOffset? FreeUntil) : ContractEvent(Stamp);

/// <summary>The commit point the other way: the attempt is void, whatever its holds answer later.</summary>
[GenerateSerializer, Immutable, Alias("ReservationAborted")]
public sealed record ReservationAborted(Stamp Stamp, [property: Id(0)] int Attempt, [property: Id(1)] Refused Why) : ContractEvent(Stamp);

/// <summary>A holder asked about an attempt that the contract does not know; it can now never come about.</summary>
[GenerateSerializer, Immutable, Alias("AttemptVoided")]
public sealed record AttemptVoided(Stamp Stamp, [property: Id(0)] int Attempt) : ContractEvent(Stamp);

/// <summary>The reservation was kept for longer.</summary>
[GenerateSerializer, Immutable, Alias("ReservationExtended")]
public sealed record ReservationExtended(Stamp Stamp, [property: Id(0)] DateTimeOffset Until) : ContractEvent(Stamp);

/// <summary>Given up before it began.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="ByOperator">Whether the operator cancelled.</param>
/// <param name="Bill">What it costs; null when it is free.</param>
[GenerateSerializer, Immutable, Alias("ContractCancelled")]
public sealed record ContractCancelled(Stamp Stamp, [property: Id(0)] bool ByOperator, [property: Id(1)] Bill? Bill) : ContractEvent(Stamp);

/// <summary>Nobody came: the reservation ran out (a ride) or the booking counts as a no-show.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="Booked">Whether it was a booking for a period.</param>
/// <param name="Bill">What it costs; null when it is free.</param>
[GenerateSerializer, Immutable, Alias("ReservationLapsed")]
public sealed record ReservationLapsed(Stamp Stamp, [property: Id(0)] bool Booked, [property: Id(1)] Bill? Bill) : ContractEvent(Stamp);

/// <summary>The customer took the car; charging began.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="Fix">The car's fix, durable before it was acted on; null when there was none.</param>
/// <param name="AgreedEnd">Later counts as overdue.</param>
[GenerateSerializer, Immutable, Alias("RentalStarted")]
public sealed record RentalStarted(Stamp Stamp, [property: Id(0)] Fix? Fix, [property: Id(1)] DateTimeOffset AgreedEnd) : ContractEvent(Stamp);

/// <summary>The customer parked and keeps the car.</summary>
[GenerateSerializer, Immutable, Alias("RentalPaused")]
public sealed record RentalPaused(Stamp Stamp) : ContractEvent(Stamp);

/// <summary>The customer drives on.</summary>
[GenerateSerializer, Immutable, Alias("RentalResumed")]
public sealed record RentalResumed(Stamp Stamp) : ContractEvent(Stamp);

/// <summary>The customer came in time and could not have the car. Happens once; from then on not taking it costs no fee.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="Why">What the vehicle said; <see cref="Refusal.Overloaded"/> when it did not answer.</param>
[GenerateSerializer, Immutable, Alias("CarNotHandedOver")]
public sealed record CarNotHandedOver(Stamp Stamp, [property: Id(0)] Refusal Why) : ContractEvent(Stamp);

/// <summary>The agreed end moved.</summary>
[GenerateSerializer, Immutable, Alias("RentalExtended")]
public sealed record RentalExtended(Stamp Stamp, [property: Id(0)] DateTimeOffset Until) : ContractEvent(Stamp);

/// <summary>The agreed end passed and the car is not back.</summary>
[GenerateSerializer, Immutable, Alias("RentalOverdue")]
public sealed record RentalOverdue(Stamp Stamp) : ContractEvent(Stamp);

/// <summary>A damage or fee line was added.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="Line">What is charged.</param>
/// <param name="Command">The command that asked for it, which never adds another; null in events older than this field.</param>
[GenerateSerializer, Immutable, Alias("ContractLineAdded")]
public sealed record ContractLineAdded(
    Stamp Stamp,
    [property: Id(0)] AddContractLine Line,
    [property: Id(1)] CommandId? Command = null) : ContractEvent(Stamp);

/// <summary>Charging stopped. From here settlement only goes forward.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="Return">How the car came back.</param>
/// <param name="Bill">What it costs, final.</param>
[GenerateSerializer, Immutable, Alias("RentalEnded")]
public sealed record RentalEnded(Stamp Stamp, [property: Id(0)] VehicleReturn Return, [property: Id(1)] Bill Bill) : ContractEvent(Stamp);

/// <summary>How a car came back: the facts that the invoice was computed from, besides the events.</summary>
/// <param name="At">When charging stopped.</param>
/// <param name="OdometerMetres">At the end; null when unknown.</param>
/// <param name="FixAt">The time of the fix that told, or null.</param>
/// <param name="Evidence">What the customer sent in place of a fix, or null.</param>
/// <param name="OutsideZone">Outside the service zone, and charged for it.</param>
/// <param name="LowCharge">With too little charge, and charged for it.</param>
[GenerateSerializer, Immutable, Alias("VehicleReturn")]
public sealed record VehicleReturn(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] long? OdometerMetres,
    [property: Id(2)] DateTimeOffset? FixAt,
    [property: Id(3)] EndRentalWithEvidence? Evidence,
    [property: Id(4)] bool OutsideZone,
    [property: Id(5)] bool LowCharge);

/// <summary>What a contract costs, fixed in the event that closes it.</summary>
/// <param name="Lines">None when the rental was free: there is no invoice then.</param>
/// <param name="Total">The lines' net and tax.</param>
/// <param name="PaymentKey">Idempotency key of the payment, written before it is asked for; null when nothing is to be charged.</param>
[GenerateSerializer, Immutable, Alias("Bill")]
public sealed record Bill(
    [property: Id(0)] ImmutableArray<InvoiceLine> Lines,
    [property: Id(1)] Money Total,
    [property: Id(2)] string? PaymentKey);

/// <summary>Some of what was owed to others has been done.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="Met">What is owed no more.</param>
/// <param name="Added">What is owed instead.</param>
/// <param name="InvoiceNumber">The number given, or null.</param>
/// <param name="PaymentReference">The provider's reference of a payment made, or null.</param>
[GenerateSerializer, Immutable, Alias("ObligationsMet")]
public sealed record ObligationsMet(
    Stamp Stamp,
    [property: Id(0)] Obligations Met,
    [property: Id(1)] Obligations Added = Obligations.None,
    [property: Id(2)] long? InvoiceNumber = null,
    [property: Id(3)] string? PaymentReference = null) : ContractEvent(Stamp);

/// <summary>The provider declined for certain; that payment key is done with.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="PaymentKey">The declined key.</param>
/// <param name="Reason">The provider's words.</param>
/// <param name="NextKey">The key of the next try; null when it was the last and the amount stays as debt.</param>
/// <param name="RetryAt">When the next try is due.</param>
[GenerateSerializer, Immutable, Alias("PaymentDeclined")]
public sealed record PaymentDeclined(
    Stamp Stamp,
    [property: Id(0)] string PaymentKey,
    [property: Id(1)] string Reason,
    [property: Id(2)] string? NextKey,
    [property: Id(3)] DateTimeOffset? RetryAt) : ContractEvent(Stamp);

/// <summary>
/// The provider has not answered for so long that nobody else may wait for it: the invoice is posted as an open receivable, which
/// frees the customer's hold. The provider is asked further, at a slow pace.
/// </summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="PaymentKey">The key that nobody knows the outcome of.</param>
/// <param name="RetryAt">When it is asked again; null when that was the last time and an operator must see to it.</param>
[GenerateSerializer, Immutable, Alias("PaymentUnanswered")]
public sealed record PaymentUnanswered(
    Stamp Stamp,
    [property: Id(0)] string PaymentKey,
    [property: Id(1)] DateTimeOffset? RetryAt) : ContractEvent(Stamp);

/// <summary>The ledger already had the invoice together with its payment: an earlier round had heard the provider.</summary>
[GenerateSerializer, Immutable, Alias("PaymentFoundPosted")]
public sealed record PaymentFoundPosted(Stamp Stamp) : ContractEvent(Stamp);

/// <summary>Everything that closing the contract owed is done. Happens once.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="InvoiceNumber">The invoice's number; null when the rental was free.</param>
/// <param name="PaymentReference">The provider's reference; null when paid by account, nothing was due, or it stays as debt.</param>
[GenerateSerializer, Immutable, Alias("ContractSettled")]
public sealed record ContractSettled(
    Stamp Stamp,
    [property: Id(0)] long? InvoiceNumber,
    [property: Id(1)] string? PaymentReference) : ContractEvent(Stamp);

/// <summary>A credit note was decided.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="Note">What is given back.</param>
/// <param name="Command">The command that asked for it, which never gives back again; null in events older than this field.</param>
[GenerateSerializer, Immutable, Alias("InvoiceCredited")]
public sealed record InvoiceCredited(
    Stamp Stamp,
    [property: Id(0)] CreditNote Note,
    [property: Id(1)] CommandId? Command = null) : ContractEvent(Stamp);

/// <summary>A credit note was numbered and posted, and refunded where the invoice was paid.</summary>
[GenerateSerializer, Immutable, Alias("CreditNoteIssued")]
public sealed record CreditNoteIssued(
    Stamp Stamp,
    [property: Id(0)] int Document,
    [property: Id(1)] long Number,
    [property: Id(2)] string? RefundReference) : ContractEvent(Stamp);

/// <summary>What the car told was compared with the evidence of an end without contact, or with the old fix of one with contact. Happens once.</summary>
/// <param name="Stamp">When and by whom.</param>
/// <param name="Fix">What the car told first after the end; null when it was not heard in time and what was charged from stands.</param>
/// <param name="Disputes">The lines that the car's readings contradict.</param>
[GenerateSerializer, Immutable, Alias("EvidenceCompared")]
public sealed record EvidenceCompared(
    Stamp Stamp,
    [property: Id(0)] Fix? Fix,
    [property: Id(1)] ImmutableArray<LineDispute> Disputes) : ContractEvent(Stamp);

/// <summary>An operator resolved a disputed line. A credit note, where there is one, follows in the same write.</summary>
[GenerateSerializer, Immutable, Alias("DisputeResolved")]
public sealed record DisputeResolved(
    Stamp Stamp,
    [property: Id(0)] int Dispute,
    [property: Id(1)] DisputeStatus Status,
    [property: Id(2)] string Reason) : ContractEvent(Stamp);
