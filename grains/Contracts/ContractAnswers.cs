using System.Collections.Immutable;
using FleetActors.Contracts.Pricing;

namespace FleetActors.Contracts;

/// <summary>What callers are told of a contract.</summary>
public static class ContractAnswers
{
    /// <summary>The answer to a command, after its events.</summary>
    public static ContractReceipt Receipt(ContractState contract, ContractTerms terms) => new(
        terms.Key.Contract,
        contract.Status,
        contract.Revision,
        contract.Status switch
        {
            ContractStatus.Quoted => contract.Quote!.ValidUntil,
            ContractStatus.Reserved => contract.ReservedUntil,
            ContractStatus.Active or ContractStatus.Paused => contract.AgreedEnd,
            _ => null,
        },
        contract.Bill?.Total ?? QuoteTotal(contract),
        contract.Return?.At);

    /// <summary>Everything a person wants to see; null when nobody ever asked anything of the contract.</summary>
    public static ContractView? View(ContractState contract, ContractKey key, DateTimeOffset now) => contract.Status == ContractStatus.None
        ? null
        : new ContractView
        {
            Contract = key.Contract,
            Status = contract.Status,
            Revision = contract.Revision,
            Request = contract.Request ?? contract.Quote?.Request,
            Tariff = contract.Tariff,
            QuoteValidUntil = contract.Quote?.ValidUntil,
            QuoteLines = contract.Quote?.Lines ?? [],
            QuoteTotal = QuoteTotal(contract),
            Attempt = contract.Attempt,
            Tenancy = contract.Reserved?.Tenancy,
            Class = contract.Reserved?.Class,
            ReservedAt = contract.Reserved?.Stamp.At,
            ReservedUntil = contract.ReservedUntil,
            StartedAt = contract.Started?.Stamp.At,
            AgreedEnd = contract.AgreedEnd ?? contract.Request?.Period?.To,
            EndedAt = contract.Return?.At,
            DistanceKm = DistanceKm(contract),
            EndedWithEvidence = contract.Return?.Evidence is not null,
            ExtraLines = contract.ExtraLines,
            Invoice = Invoice(contract),
            CreditNotes = contract.CreditNotes,
            Disputes = contract.Disputes,
            Payment = contract.Payment,
            PaymentReference = contract.PaymentReference,
            AbortedBecause = contract.AbortedBecause,
            Owes = Owes(contract.Owes),
            NextDue = ContractDeadlines.NextDue(contract, now),
        };

    /// <summary>The invoice as issued beside the invoice that the events give again; null when the contract is unknown.</summary>
    public static ContractAudit? Audit(ContractState contract)
    {
        if (contract.Status == ContractStatus.None) return null;
        var lines = RentalPricing.Reprice(contract);
        var (net, tax) = lines is { } again ? RentalPricing.Sum(again, contract.Signed.Currency) : default;
        return new(
            contract.Status,
            contract.IsSettled && contract.OwesToClose == Obligations.None,
            contract.Bill?.Total,
            lines is null ? null : net + tax,
            contract.Bill is { } bill && lines is { } same && bill.Lines.Select(Figures).SequenceEqual(same.Select(Figures)));

        static (LineKind Kind, Money Net, Money Tax) Figures(InvoiceLine line) => (line.Kind, line.Net, line.Tax);
    }

    private static Invoice? Invoice(ContractState contract)
    {
        if (contract.Bill is not { } bill) return null;
        var (net, tax) = RentalPricing.Sum(bill.Lines, bill.Total.Currency);
        return new(contract.InvoiceNumber, contract.ClosedAt!.Value, bill.Lines, net, tax, bill.Total);
    }

    private static Money? QuoteTotal(ContractState contract)
    {
        if (contract.Quote is not { } quote) return null;
        var (net, tax) = RentalPricing.Sum(quote.Lines, quote.Tariff.Currency);
        return net + tax;
    }

    private static decimal? DistanceKm(ContractState contract) =>
        contract.Started?.Fix is { } first && contract.Return?.OdometerMetres is { } last ? (last - first.OdometerMetres) / 1000m : null;

    private static ImmutableArray<string> Owes(Obligations owes) =>
        [.. Enum.GetValues<Obligations>().Where(o => o != Obligations.None && owes.HasFlag(o)).Select(o => o.ToString())];
}
