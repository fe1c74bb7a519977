namespace FleetActors.Contracts;

/// <summary>Charges the customer for something that happened, until the rental ends.</summary>
/// <param name="Kind"><see cref="LineKind.Damage"/> or <see cref="LineKind.Fee"/>.</param>
/// <param name="Text">For people: 1 to <see cref="MaxTextLength"/> characters.</param>
/// <param name="Net">Before tax; positive, in the tariff's currency.</param>
/// <param name="Evidence">What proves it (photo, report): 1 to <see cref="MaxTextLength"/> characters.</param>
[GenerateSerializer, Immutable, Alias("AddContractLine")]
public sealed record AddContractLine(
    [property: Id(0)] LineKind Kind,
    [property: Id(1)] string Text,
    [property: Id(2)] Money Net,
    [property: Id(3)] string Evidence) : ContractCommand
{
    /// <summary>The longest text or evidence reference, in characters.</summary>
    public const int MaxTextLength = 200;
}

/// <summary>Gives back part or all of an invoice line. Needs an invoice that is settled.</summary>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Net">Before tax; positive, at most what the line still carries.</param>
/// <param name="Reason">For people: 1 to <see cref="AddContractLine.MaxTextLength"/> characters.</param>
[GenerateSerializer, Immutable, Alias("CreditInvoice")]
public sealed record CreditInvoice(
    [property: Id(0)] int Line,
    [property: Id(1)] Money Net,
    [property: Id(2)] string Reason) : ContractCommand;
