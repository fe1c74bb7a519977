using System.Collections.Immutable;
using FleetActors.Contracts.Pricing;
using FleetActors.Telemetry;

namespace FleetActors.Contracts;

/// <summary>
/// After an end without contact, or by a fix that was old (<see cref="ReturnRules.FreshFixAge"/>): what the car itself tells once it
/// is heard again is compared with the evidence or that fix. Beyond the tolerances the lines that it would change are disputed; the
/// invoice stands until an operator decides.
/// </summary>
public static class EvidenceRules
{
    /// <summary>Dashboards show whole kilometres, and a car may be moved on a lift.</summary>
    public const long OdometerToleranceMetres = 1_000;

    /// <summary>A phone under a roof knows its place that well.</summary>
    public const double PositionToleranceMetres = 500;

    /// <summary>How long the car is waited for. Then the evidence stands.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    /// <summary>What to ask of the car; null while nothing new can have been heard.</summary>
    internal static ReadCarAfter? Ask(ContractState contract, AwaitingDuties round) =>
        round.IsFresh || contract.Return is not { } back ? null : new(contract.Hired.Vehicle, back.At);

    /// <summary>What follows from the car's answer in this round: the comparison, once, or nothing yet.</summary>
    internal static ImmutableArray<ContractEvent> Compare(ContractState contract, AwaitingDuties round, Stamp stamp)
    {
        if (!contract.Owes.HasFlag(Obligations.CompareEvidence)) return [];
        if (round.Car is { Fix: { } fix } told) return [new EvidenceCompared(stamp, fix, Disputes(contract, told, fix))];
        return stamp.At - contract.ClosedAt < Patience ? [] : [new EvidenceCompared(stamp, null, [])];
    }

    private static ImmutableArray<LineDispute> Disputes(ContractState contract, VehicleFacts told, Fix fix)
    {
        var back = contract.Return!;
        var isOdometerOff = Math.Abs(fix.OdometerMetres - back.OdometerMetres!.Value) > OdometerToleranceMetres;
        // A phone's place has its tolerance. Of an old fix only the zone is kept, and it was the car's own.
        var isPlaceOff = back.Evidence is not { } phone || GreatCircle.Metres(fix.Position, phone.PhonePosition) > PositionToleranceMetres;
        var again = back with
        {
            OdometerMetres = isOdometerOff ? fix.OdometerMetres : back.OdometerMetres,
            OutsideZone = isPlaceOff ? told.IsInServiceZone == false : back.OutsideZone,
        };
        if (again == back) return [];
        var lines = RentalPricing.Rental(RentalPricing.BeforeEnd(contract), again);
        var charged = back.Evidence is { } photo ? Evidence.Photo(photo.PhotoReference) : Evidence.Fix(back.FixAt!.Value);
        var disputes = ImmutableArray.CreateBuilder<LineDispute>();
        foreach (var kind in contract.Bill!.Lines.Concat(lines).Select(line => line.Kind).Distinct().Order())
        {
            var (net, wouldBe) = (Net(contract.Bill.Lines, kind), Net(lines, kind));
            if (net == wouldBe) continue;
            int? line = contract.Bill.Lines.Select((l, at) => (l.Kind, Number: at + 1)).FirstOrDefault(l => l.Kind == kind) is { Number: > 0 } found
                ? found.Number
                : null;
            disputes.Add(new(contract.Disputes.Length + disputes.Count + 1, kind, line, net, wouldBe, [charged, Evidence.Fix(fix.At)], DisputeStatus.Open, null));
        }
        return disputes.ToImmutable();

        Money Net(ImmutableArray<InvoiceLine> of, LineKind kind) =>
            of.Where(line => line.Kind == kind).Aggregate(Money.Zero(contract.Signed.Currency), (sum, line) => sum + line.Net);
    }

    /// <summary>
    /// An operator gives back what was charged too much, at most so much that the invoice stays at what the car tells of, or lets
    /// the invoice stand.
    /// </summary>
    public static Step Resolve(ContractState contract, ResolveDispute command, CommandId id, ContractTerms terms, Stamp stamp)
    {
        if (contract.Status == ContractStatus.None) return Step.Refuse(Refusal.UnknownContract);
        if (command.Dispute < 1 || command.Dispute > contract.Disputes.Length)
            return Step.Refuse(Refusal.UnknownDispute, Steps.Text($"dispute 1 to {contract.Disputes.Length}"));
        if (command.Resolution is not (DisputeStatus.Credited or DisputeStatus.Stands))
            return Step.Refuse(Refusal.ValueOutOfRange, $"{DisputeStatus.Credited} or {DisputeStatus.Stands}");
        if (command.Reason is not { Length: > 0 and <= AddContractLine.MaxTextLength })
            return Step.Refuse(Refusal.ValueOutOfRange, Steps.Text($"a reason of 1 to {AddContractLine.MaxTextLength} characters"));
        var dispute = contract.Disputes[command.Dispute - 1];
        if (dispute.Status == command.Resolution) return Steps.AlreadySo(contract, terms);
        if (dispute.Status != DisputeStatus.Open) return Step.Refuse(Refusal.DisputeResolved, $"it is {dispute.Status}");
        var resolved = new DisputeResolved(stamp, command.Dispute, command.Resolution, command.Reason);
        if (command.Resolution == DisputeStatus.Stands) return Steps.Happens(contract, terms, resolved);

        var most = Creditable(contract, dispute);
        if (dispute.Line is not { } line || most.Minor <= 0)
            return Step.Refuse(Refusal.CreditExceedsInvoice, $"{DisputeStatus.Stands}: over all lines no more is charged than the car tells of, and nothing is charged later");
        var net = command.Net ?? most;
        if (net.Currency != most.Currency || net > most) return Step.Refuse(Refusal.CreditExceedsInvoice, $"at most {most}");
        var credit = LineRules.Credit(contract, new CreditInvoice(line, net, command.Reason), id, terms, stamp);
        if (credit.Answer is { IsAccepted: false }) return credit;
        return credit.Events.IsEmpty // the id gave back the same before, but not for this dispute
            ? Step.Refuse(Refusal.CommandIdReused)
            : Steps.HappensAndSends(contract, terms, stamp, [resolved, .. credit.Events]);
    }
    /// <summary>
    /// What is still charged too much: on the dispute's own line, and over all disputed lines together. A distance that falls
    /// below the minimum price is filled up to it, so what one line loses another gains.
    /// </summary>
    private static Money Creditable(ContractState contract, LineDispute dispute)
    {
        var ofAll = contract.Disputes.Aggregate(Money.Zero(dispute.Charged.Currency), (sum, d) => sum + LeftOf(d));
        var ofLine = LeftOf(dispute);
        return ofAll < ofLine ? ofAll : ofLine;

        Money LeftOf(LineDispute of) => contract.CreditNotes.Where(n => n.Line == of.Line).Aggregate(of.Charged - of.Told, (left, note) => left - note.Net);
    }
}
