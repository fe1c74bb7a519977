using FleetActors.Contracts.Pricing;

namespace FleetActors.Contracts;

/// <summary>
/// The car comes back. With contact the tariff may refuse the place or the charge; with evidence the customer can always end.
/// The write of the end fixes the bill and the payment's key: from there settlement only goes forward.
/// </summary>
public static class ReturnRules
{
    /// <summary>No rental car goes further on average, in km/h: beyond it the odometer was misread.</summary>
    public const int PlausibleKmh = 250;

    /// <summary>
    /// How old the fix of an end with contact may be to be the last word. A car that stands need not report every minute, so an older
    /// one ends the rental too, but what the car tells next is compared with it, as with evidence. Part of what a stored end means.
    /// </summary>
    public static readonly TimeSpan FreshFixAge = Vehicles.RemoteCommandRules.StandstillEvidenceAge;

    /// <summary>Whether the car must be asked afterwards what it was like at the end: its own word was missing, or old.</summary>
    public static bool IsToCompare(VehicleReturn back) => back.Evidence is not null || back.FixAt < back.At - FreshFixAge;

    /// <summary>
    /// Ends with contact. An odometer that the car cannot have reached is not billed: the customer ends with the reading of the
    /// dashboard instead.
    /// </summary>
    public static Step End(ContractState contract, VehicleFacts facts, ContractTerms terms, Stamp stamp)
    {
        if (contract.Return is not null) return Steps.AlreadySo(contract, terms);
        if (!contract.IsRunning) return Steps.WrongStatus(contract, ContractStatus.Active, ContractStatus.Paused);
        if (!facts.IsContactable)
            return Step.Refuse(Refusal.EvidenceMissing, "no contact with the car: end with photo, phone position and odometer");
        if (facts.Fix is { IsStandingStill: false } moving)
            return Step.Refuse(Refusal.NotAtStandstill, Steps.Text($"at most {Fix.StandstillKmh} km/h; it drives {moving.SpeedKmh:0.#}"));

        if (facts.Fix is { } reading && MostMetres(contract, stamp.At) is { } most && reading.OdometerMetres > most)
            return Step.Refuse(
                Refusal.EvidenceMissing,
                Steps.Text($"an odometer of at most {most} m; the car tells {reading.OdometerMetres} m: end with photo, phone position and odometer"));

        var tariff = contract.Signed;
        var isOutside = facts.IsInServiceZone == false;
        if (isOutside && tariff.OutsideZone == ReturnPolicy.Refuse)
            return Step.Refuse(Refusal.OutsideServiceZone, "inside a service zone");
        var isLow = facts.Fix is { } fix && fix.ChargePercent < tariff.MinimumReturnChargePercent;
        if (isLow && tariff.LowCharge == ReturnPolicy.Refuse)
            return Step.Refuse(Refusal.ChargeTooLow, Steps.Text($"at least {tariff.MinimumReturnChargePercent} %"));

        return Close(contract, new(NotBeforeLastChange(contract, stamp.At), facts.Fix?.OdometerMetres, facts.Fix?.At, null, isOutside, isLow), terms, stamp);
    }

    /// <summary>
    /// Ends without contact: charging stopped when the evidence was taken, but not before the car itself was last heard. A car that
    /// has told something since had contact then, and where it stood or drove meanwhile is not for a later photo to say.
    /// </summary>
    /// <remarks>
    /// A customer must always be able to end, so evidence older than the car's word is not refused, and neither is a place outside
    /// the zone; it costs the tariff's fee.
    /// </remarks>
    public static Step EndWithEvidence(ContractState contract, EndRentalWithEvidence evidence, VehicleFacts facts, ContractTerms terms, Stamp stamp)
    {
        if (contract.Return is not null) return Steps.AlreadySo(contract, terms);
        if (!contract.IsRunning) return Steps.WrongStatus(contract, ContractStatus.Active, ContractStatus.Paused);
        if (evidence.PhotoReference is not { Length: > 0 and <= EndRentalWithEvidence.MaxReferenceLength })
            return Step.Refuse(Refusal.EvidenceMissing, Steps.Text($"a photo reference of 1 to {EndRentalWithEvidence.MaxReferenceLength} characters"));
        if (evidence.TakenAt > stamp.At || evidence.TakenAt < contract.LastChangeAt)
            return Step.Refuse(Refusal.EvidenceImplausible, Steps.Text($"taken from {contract.LastChangeAt:O} until {stamp.At:O}"));
        var stoppedAt = Latest(evidence.TakenAt, facts.Fix?.At, stamp.At);
        if (MostMetres(contract, stoppedAt) is { } most)
        {
            // The car itself may have told more, or something that it cannot have reached.
            var least = contract.Started!.Fix!.Value.OdometerMetres;
            if (facts.Fix is { OdometerMetres: var told } && told > least && told <= most) least = told;
            if (evidence.OdometerMetres < least || evidence.OdometerMetres > most)
                return Step.Refuse(Refusal.EvidenceImplausible, Steps.Text($"an odometer of {least} to {most} m"));
        }
        else if (evidence.OdometerMetres < 0)
        {
            return Step.Refuse(Refusal.EvidenceImplausible, "an odometer of at least 0 m");
        }
        var isLow = facts.Fix is { } last && last.ChargePercent < contract.Signed.MinimumReturnChargePercent;
        return Close(contract, new(stoppedAt, evidence.OdometerMetres, null, evidence, facts.IsInServiceZone == false, isLow), terms, stamp);
    }

    private static Step Close(ContractState contract, VehicleReturn back, ContractTerms terms, Stamp stamp)
    {
        var bill = ClosingRules.Bill(contract, RentalPricing.Rental(contract, back), terms);
        return Steps.HappensAndSends(contract, terms, stamp, new RentalEnded(stamp, back, bill));
    }

    /// <summary>The highest odometer that a plausible drive since the fix at the start can have led to; null when there was none.</summary>
    private static long? MostMetres(ContractState contract, DateTimeOffset until)
    {
        if (contract.Started is not { Fix: { } first } start) return null;
        var since = first.At < start.Stamp.At ? first.At : start.Stamp.At;
        return first.OdometerMetres + (long)Math.Ceiling(((until - since).TotalHours + 1) * PlausibleKmh * 1000);
    }

    /// <summary>A car's clock may be ahead of ours; a rental never ends in the future.</summary>
    private static DateTimeOffset Latest(DateTimeOffset taken, DateTimeOffset? heard, DateTimeOffset now) =>
        heard is not { } at || at <= taken ? taken : at < now ? at : now;

    /// <summary>Clocks of two silos may differ; a stretch of use is never negative.</summary>
    private static DateTimeOffset NotBeforeLastChange(ContractState contract, DateTimeOffset now) =>
        now < contract.LastChangeAt ? contract.LastChangeAt.Value : now;
}
