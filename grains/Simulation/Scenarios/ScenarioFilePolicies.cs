namespace FleetActors.Simulation;

/// <summary>The <c>policies</c> section of a scenario file or of a variant: which policies, and their limits.</summary>
internal static class ScenarioFilePolicies
{
    /// <summary>Reads the section; what it does not name stays as <paramref name="usual"/> has it.</summary>
    public static FleetPolicies Read(ScenarioYaml section, FleetPolicies usual)
    {
        section.Allow(
            "cancel_after_seconds", "retry_every_seconds", "max_walk_metres", "boarding_seconds", "no_show_after_seconds", "charge_below_percent", "charge_to_percent",
            "idle_charge_after_seconds", "idle_charge_below_percent", "keep_charge_percent", "dispatch", "dispatch_every_seconds", "dispatch_candidates",
            "reposition", "reposition_every_seconds", "reposition_most_percent", "demand_window_seconds", "zone_metres", "charging", "opportunistic_after_seconds",
            "off_peak_from_hour", "off_peak_to_hour", "pricing", "price_least_percent", "price_most_percent", "price_declines_percent");
        var read = ReadPlugIns(section, ReadService(section, usual));
        foreach (var (kind, _) in PolicyCatalog.Kinds.Where(kind => section.Has(kind.Kind)))
            read = PolicyCatalog.With(read, kind, section.Text(kind)) ?? throw section.Fault(kind, PolicyCatalog.Allowed(kind, section.Text(kind)));
        if (read.ChargeToPermille < read.ChargeBelowPermille + FleetPolicies.LeastChargePermille)
            throw section.Fault("charge_to_percent", "charging must end above charge_below_percent, or cars would charge for ever");
        return read;
    }

    private static FleetPolicies ReadService(ScenarioYaml section, FleetPolicies usual) => usual with
    {
        CancelRequestAfterMs = Seconds(section, "cancel_after_seconds", 1, usual.CancelRequestAfterMs),
        RetryEveryMs = Seconds(section, "retry_every_seconds", 1, usual.RetryEveryMs),
        MaxWalkMetres = section.Integer("max_walk_metres", 0, 20_000, usual.MaxWalkMetres),
        BoardingMs = Seconds(section, "boarding_seconds", 0, usual.BoardingMs),
        NoShowAfterMs = Seconds(section, "no_show_after_seconds", 1, usual.NoShowAfterMs),
        ChargeBelowPermille = Permille(section, "charge_below_percent", 0, usual.ChargeBelowPermille),
        ChargeToPermille = Permille(section, "charge_to_percent", 1, usual.ChargeToPermille),
        IdleChargeAfterMs = Seconds(section, "idle_charge_after_seconds", 0, usual.IdleChargeAfterMs),
        IdleChargeBelowPermille = Permille(section, "idle_charge_below_percent", 0, usual.IdleChargeBelowPermille),
        KeepChargePermille = Permille(section, "keep_charge_percent", 0, usual.KeepChargePermille),
    };

    private static FleetPolicies ReadPlugIns(ScenarioYaml section, FleetPolicies usual)
    {
        var read = usual with
        {
            DispatchEveryMs = Seconds(section, "dispatch_every_seconds", 1, usual.DispatchEveryMs),
            DispatchCandidates = section.Integer("dispatch_candidates", 1, 64, usual.DispatchCandidates),
            RepositionEveryMs = Seconds(section, "reposition_every_seconds", 10, usual.RepositionEveryMs),
            RepositionMostPermille = Permille(section, "reposition_most_percent", 0, usual.RepositionMostPermille),
            DemandWindowMs = Seconds(section, "demand_window_seconds", 60, usual.DemandWindowMs),
            ZoneMetres = section.Integer("zone_metres", 100, 100_000, usual.ZoneMetres),
            OpportunisticAfterMs = Seconds(section, "opportunistic_after_seconds", 1, usual.OpportunisticAfterMs),
            OffPeakFromHour = section.Integer("off_peak_from_hour", 0, 23, usual.OffPeakFromHour),
            OffPeakToHour = section.Integer("off_peak_to_hour", 0, 23, usual.OffPeakToHour),
            PriceLeastPercent = Price(section, "price_least_percent", 10, usual.PriceLeastPercent),
            PriceDeclinePermille = Permille(section, "price_declines_percent", 0, usual.PriceDeclinePermille),
        };
        return read with { PriceMostPercent = Price(section, "price_most_percent", read.PriceLeastPercent, Math.Max(read.PriceLeastPercent, usual.PriceMostPercent)) };
    }

    private static int Permille(ScenarioYaml section, string field, int least, int otherwise) => section.Integer(field, least, 100, otherwise / 10) * 10;

    private static int Price(ScenarioYaml section, string field, int least, int otherwise)
    {
        var percent = section.Integer(field, least, 1_000, otherwise);
        return percent % IPricingPolicy.StepPercent == 0 ? percent : throw section.Fault(field, $"prices come in steps of {IPricingPolicy.StepPercent} percent");
    }

    private static long Seconds(ScenarioYaml section, string field, int least, long otherwiseMs) =>
        section.Integer(field, least, 86_400, (int)(otherwiseMs / 1_000)) * 1_000L;
}
