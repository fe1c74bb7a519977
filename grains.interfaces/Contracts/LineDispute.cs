using System.Collections.Immutable;

namespace FleetActors.Contracts;

/// <summary>How a dispute stands. Append-only.</summary>
[GenerateSerializer, Alias("DisputeStatus")]
public enum DisputeStatus
{
    /// <summary>Waits for an operator; the invoice stands meanwhile.</summary>
    Open = 1,
    /// <summary>Given back by credit note.</summary>
    Credited = 2,
    /// <summary>The invoice stands as it is.</summary>
    Stands = 3,
}

/// <summary>
/// What the car told later contradicts the evidence, or the old fix, that a line was computed from. Nothing is ever charged for it: an operator
/// gives back by credit note, or lets the invoice stand.
/// </summary>
/// <param name="Number">Counted from 1 in the contract.</param>
/// <param name="Kind">The kind of line.</param>
/// <param name="Line">The invoice line, counted from 1; null when the invoice has none of this kind.</param>
/// <param name="Charged">Net, as invoiced.</param>
/// <param name="Told">Net, as the car's own readings would have it.</param>
/// <param name="Evidence">What contradicts what: the photo or the old fix, and the later fix.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Reason">The operator's words, once resolved.</param>
[GenerateSerializer, Immutable, Alias("LineDispute")]
public sealed record LineDispute(
    [property: Id(0)] int Number,
    [property: Id(1)] LineKind Kind,
    [property: Id(2)] int? Line,
    [property: Id(3)] Money Charged,
    [property: Id(4)] Money Told,
    [property: Id(5)] ImmutableArray<string> Evidence,
    [property: Id(6)] DisputeStatus Status,
    [property: Id(7)] string? Reason);

/// <summary>An operator resolves a disputed line.</summary>
/// <param name="Dispute">Which, counted from 1.</param>
/// <param name="Resolution"><see cref="DisputeStatus.Credited"/> or <see cref="DisputeStatus.Stands"/>.</param>
/// <param name="Reason">For people: 1 to <see cref="AddContractLine.MaxTextLength"/> characters.</param>
/// <param name="Net">What to give back before tax, at most what this line and all disputed lines together still charge too much; null for all of that.</param>
[GenerateSerializer, Immutable, Alias("ResolveDispute")]
public sealed record ResolveDispute(
    [property: Id(0)] int Dispute,
    [property: Id(1)] DisputeStatus Resolution,
    [property: Id(2)] string Reason,
    [property: Id(3)] Money? Net = null) : ContractCommand;
