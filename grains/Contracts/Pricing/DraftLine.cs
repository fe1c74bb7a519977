using System.Collections.Immutable;

namespace FleetActors.Contracts.Pricing;

/// <summary>An invoice line before rounding and tax. A quantity or price of zero makes no line.</summary>
/// <param name="Kind">What for.</param>
/// <param name="Quantity">How many, never negative.</param>
/// <param name="Unit">Of what.</param>
/// <param name="UnitPrice">Net, in major units, exact, never negative.</param>
/// <param name="Evidence">What it was computed from.</param>
/// <param name="Text">For people.</param>
public readonly record struct DraftLine(
    LineKind Kind,
    decimal Quantity,
    LineUnit Unit,
    decimal UnitPrice,
    ImmutableArray<string> Evidence,
    string? Text = null)
{
    /// <summary>Rounds the line once and its tax once.</summary>
    public InvoiceLine ToLine(Tariff tariff)
    {
        var net = Money.Round(Quantity * UnitPrice, tariff.Currency);
        var tax = Money.Round(net.Major * tariff.TaxPercent / 100m, tariff.Currency);
        return new(Kind, Quantity, Unit, UnitPrice, net, tax, Evidence, Text);
    }
}
