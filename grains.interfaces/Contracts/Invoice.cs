using System.Collections.Immutable;

namespace FleetActors.Contracts;

/// <summary>What an invoice line charges for. Append-only; the name in kebab-case is its ledger account: <c>revenue.driving</c>.</summary>
[GenerateSerializer, Alias("LineKind")]
public enum LineKind
{
    /// <summary>Once a rental.</summary>
    Unlock = 1,
    /// <summary>Minutes of driving.</summary>
    Driving = 2,
    /// <summary>Minutes parked while keeping the car.</summary>
    Paused = 3,
    /// <summary>Days whose time reached the daily cap; their minutes are in no other line.</summary>
    CappedDay = 4,
    /// <summary>Booked days.</summary>
    Day = 5,
    /// <summary>Kilometres over the included ones.</summary>
    Distance = 6,
    /// <summary>What is missing to the minimum price.</summary>
    MinimumPrice = 7,
    /// <summary>Minutes of reservation beyond the free ones.</summary>
    ReservationExtension = 8,
    /// <summary>Hours past the agreed end.</summary>
    Overdue = 9,
    /// <summary>The customer did not come.</summary>
    NoShow = 10,
    /// <summary>Cancelled too late to be free.</summary>
    Cancellation = 11,
    /// <summary>Ended outside the service zone.</summary>
    OutsideZone = 12,
    /// <summary>Returned with too little charge.</summary>
    LowCharge = 13,
    /// <summary>Damage.</summary>
    Damage = 14,
    /// <summary>Any other fee.</summary>
    Fee = 15,
}

/// <summary>What a line's quantity counts. Append-only.</summary>
[GenerateSerializer, Alias("LineUnit")]
public enum LineUnit
{
    /// <summary>Times.</summary>
    Once = 1,
    /// <summary>Begun minutes.</summary>
    Minute = 2,
    /// <summary>Begun hours.</summary>
    Hour = 3,
    /// <summary>Begun days of 24 hours from the start.</summary>
    Day = 4,
    /// <summary>Kilometres, to the metre.</summary>
    Kilometre = 5,
}

/// <summary>One line of an invoice.</summary>
/// <param name="Kind">What for.</param>
/// <param name="Quantity">How many of <paramref name="Unit"/>.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="UnitPrice">Net price of one, in major units, exact.</param>
/// <param name="Net">Quantity × unit price, rounded once by <see cref="Money.Round"/>.</param>
/// <param name="Tax">Net × the tariff's tax, rounded once.</param>
/// <param name="Evidence">What it was computed from: <c>event:3</c> is the contract's third event, <c>fix:…</c> a fix by its time.</param>
/// <param name="Text">For people, on damage and fee lines.</param>
[GenerateSerializer, Immutable, Alias("InvoiceLine")]
public sealed record InvoiceLine(
    [property: Id(0)] LineKind Kind,
    [property: Id(1)] decimal Quantity,
    [property: Id(2)] LineUnit Unit,
    [property: Id(3)] decimal UnitPrice,
    [property: Id(4)] Money Net,
    [property: Id(5)] Money Tax,
    [property: Id(6)] ImmutableArray<string> Evidence,
    [property: Id(7)] string? Text = null)
{
    /// <summary>Net and tax.</summary>
    public Money Gross => Net + Tax;
}

/// <summary>What the customer owes for a contract. Fixed once decided; corrected only by credit notes.</summary>
/// <param name="Number">Without gaps per fleet; null until the register has answered.</param>
/// <param name="DecidedAt">When its lines were fixed.</param>
/// <param name="Lines">In the order of <see cref="LineKind"/>; none is negative.</param>
/// <param name="Net">Sum of the lines' net.</param>
/// <param name="Tax">Sum of the lines' tax.</param>
/// <param name="Total">Net and tax.</param>
[GenerateSerializer, Immutable, Alias("Invoice")]
public sealed record Invoice(
    [property: Id(0)] long? Number,
    [property: Id(1)] DateTimeOffset DecidedAt,
    [property: Id(2)] ImmutableArray<InvoiceLine> Lines,
    [property: Id(3)] Money Net,
    [property: Id(4)] Money Tax,
    [property: Id(5)] Money Total);

/// <summary>Gives back part of an invoice line.</summary>
/// <param name="Document">1 for the contract's first credit note, then growing.</param>
/// <param name="Number">From the same register as invoices; null until it has answered.</param>
/// <param name="Line">The invoice line, counted from 1.</param>
/// <param name="Net">Given back before tax, positive.</param>
/// <param name="Tax">Given back tax; the last credit of a line takes what rounding has left of its tax.</param>
/// <param name="Reason">For people.</param>
/// <param name="IsComplete">Whether it is numbered and posted, and refunded where the invoice was paid.</param>
[GenerateSerializer, Immutable, Alias("CreditNote")]
public sealed record CreditNote(
    [property: Id(0)] int Document,
    [property: Id(1)] long? Number,
    [property: Id(2)] int Line,
    [property: Id(3)] Money Net,
    [property: Id(4)] Money Tax,
    [property: Id(5)] string Reason,
    [property: Id(6)] bool IsComplete)
{
    /// <summary>Net and tax.</summary>
    public Money Gross => Net + Tax;
}
