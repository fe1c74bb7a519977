using System.Collections.Immutable;
using FleetActors.Contracts.Products;

namespace FleetActors.Contracts.Pricing;

/// <summary>
/// From a tariff and the facts in a contract's events to invoice lines. The same events give the same lines for ever. Every
/// line is rounded once and taxed once by <see cref="Money.Round"/>; sums are never rounded.
/// </summary>
public static class RentalPricing
{
    /// <summary>What the quote's expectation would cost.</summary>
    public static ImmutableArray<InvoiceLine> Estimate(QuoteRental quote, Tariff tariff, DateTimeOffset now)
    {
        var product = ProductCatalog.Of(tariff);
        return Lines(WithMinimum(product, product.Expected(quote, now), tariff), tariff);
    }

    /// <summary>What a rental costs that came back like this.</summary>
    public static ImmutableArray<InvoiceLine> Rental(ContractState contract, VehicleReturn back)
    {
        var tariff = contract.Signed;
        var usage = UsageOf.Events(contract.History, contract.Hired, back);
        return Lines(
            [
                .. WithMinimum(ProductCatalog.Of(tariff), usage, tariff),
                Extension(contract, usage.StartedAt),
                .. Fees(contract, usage, back),
            ],
            tariff);
    }

    /// <summary>What giving up before the start costs, at a moment.</summary>
    public static ImmutableArray<InvoiceLine> Cancelled(ContractState contract, DateTimeOffset now, bool byOperator)
    {
        if (byOperator || contract.Reserved is null) return [];
        var tariff = contract.Signed;
        var fee = contract.IsCarNotHandedOver ? 0 : ProductCatalog.Of(tariff).CancellationFee(contract.Hired, tariff, now);
        return Lines(
            [Extension(contract, now), new(LineKind.Cancellation, 1, LineUnit.Once, fee, [NextEvent(contract)]), .. Extras(contract)],
            tariff);
    }

    /// <summary>What it costs that nobody came; nothing for one who came and could not have the car.</summary>
    public static ImmutableArray<InvoiceLine> Lapsed(ContractState contract)
    {
        var tariff = contract.Signed;
        return Lines(
            [
                Extension(contract, contract.ReservedUntil!.Value),
                new(LineKind.NoShow, 1, LineUnit.Once, contract.IsCarNotHandedOver ? 0 : tariff.NoShowFee, [NextEvent(contract)]),
                .. Extras(contract),
            ],
            tariff);
    }

    /// <summary>
    /// Computes a closed contract's lines again from its stored events; null when it has no bill. Must equal the bill's lines.
    /// </summary>
    public static ImmutableArray<InvoiceLine>? Reprice(ContractState contract)
    {
        for (var i = contract.History.Length - 1; i >= 0; i--)
        {
            switch (contract.History[i])
            {
                case RentalEnded e: return Rental(Before(contract, i), e.Return);
                case ContractCancelled { Bill: not null } e: return Cancelled(Before(contract, i), e.Stamp.At, e.ByOperator);
                case ReservationLapsed { Bill: not null }: return Lapsed(Before(contract, i));
            }
        }
        return null;
    }

    /// <summary>Net and tax of lines.</summary>
    public static (Money Net, Money Tax) Sum(ImmutableArray<InvoiceLine> lines, Currency currency) => lines.Aggregate(
        (Net: Money.Zero(currency), Tax: Money.Zero(currency)),
        (sum, line) => (sum.Net + line.Net, sum.Tax + line.Tax));

    /// <summary>The contract as it was before the car came back.</summary>
    public static ContractState BeforeEnd(ContractState contract)
    {
        for (var i = contract.History.Length - 1; i >= 0; i--)
            if (contract.History[i] is RentalEnded) return Before(contract, i);
        throw new InvalidOperationException("A rental that did not end has nothing before its end.");
    }

    private static ContractState Before(ContractState contract, int place) => ContractEvolve.Fold(contract.History[..place]);

    private static string NextEvent(ContractState contract) => Evidence.Event(contract.History.Length + 1);

    private static IEnumerable<DraftLine> Fees(ContractState contract, Usage usage, VehicleReturn back)
    {
        var tariff = contract.Signed;
        var end = NextEvent(contract);
        var lateHours = Begun.Of(usage.EndedAt - usage.AgreedEnd, TimeSpan.FromHours(1));
        yield return new(LineKind.Overdue, lateHours, LineUnit.Hour, tariff.PerHourOverdue, [.. usage.AgreementEvidence, end]);
        if (back.OutsideZone) yield return new(LineKind.OutsideZone, 1, LineUnit.Once, tariff.OutsideZoneFee, Reading(back, end));
        if (back.LowCharge) yield return new(LineKind.LowCharge, 1, LineUnit.Once, tariff.LowChargeFee, Reading(back, end));
        foreach (var extra in Extras(contract)) yield return extra;
    }

    private static ImmutableArray<string> Reading(VehicleReturn back, string end) =>
        back.FixAt is { } at ? [end, Evidence.Fix(at)] : [end];

    private static IEnumerable<DraftLine> Extras(ContractState contract)
    {
        for (var i = 0; i < contract.History.Length; i++)
        {
            if (contract.History[i] is ContractLineAdded { Line: var line })
                yield return new(line.Kind, 1, LineUnit.Once, line.Net.Major, [Evidence.Event(i + 1), line.Evidence], line.Text);
        }
    }

    /// <summary>Who was only told to try again, did, and drove off, had the car set aside all the time.</summary>
    private static bool IsPassing(Refusal why) => why is Refusal.HeldPendingResolution or Refusal.Overloaded;

    /// <summary>The minutes that the car was kept beyond the free ones, until it was taken, given up or could not be had.</summary>
    private static DraftLine Extension(ContractState contract, DateTimeOffset until)
    {
        var (reservedAt, freeUntil) = (0, contract.Reservation.Until);
        var evidence = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < contract.History.Length; i++)
        {
            if (contract.History[i] is VehicleReserved) reservedAt = i + 1;
            if (contract.History[i] is ReservationExtended) evidence.Add(Evidence.Event(i + 1));
            if (contract.History[i] is CarNotHandedOver { Stamp.At: var at } missed && at < until && (contract.Started is null || !IsPassing(missed.Why))) until = at;
        }
        if (evidence.Count == 0) return default;
        evidence.Insert(0, Evidence.Event(reservedAt));
        var last = until < contract.ReservedUntil ? until : contract.ReservedUntil!.Value;
        var minutes = Begun.Of(last - freeUntil, TimeSpan.FromMinutes(1));
        return new(LineKind.ReservationExtension, minutes, LineUnit.Minute, contract.Signed.PerMinuteReserved, evidence.ToImmutable());
    }

    /// <summary>Adds what is missing to the minimum price, measured on the rounded lines so that it is met to the cent.</summary>
    private static IEnumerable<DraftLine> WithMinimum(IProduct product, Usage usage, Tariff tariff)
    {
        var sum = Money.Zero(tariff.Currency);
        foreach (var line in product.PriceUse(usage, tariff))
        {
            sum += line.ToLine(tariff).Net;
            yield return line;
        }
        var missing = Money.Round(tariff.MinimumPrice, tariff.Currency) - sum;
        if (missing.Minor > 0) yield return new(LineKind.MinimumPrice, 1, LineUnit.Once, missing.Major, [usage.StartEvidence]);
    }

    private static ImmutableArray<InvoiceLine> Lines(IEnumerable<DraftLine> drafts, Tariff tariff) =>
        [.. drafts.Where(d => d.Quantity * d.UnitPrice != 0).Select(d => d.ToLine(tariff)).Where(l => l.Net.Minor != 0)];
}
