namespace FleetActors.Benchmarks.Fidelity;

/// <summary>Both simulators beside each other, over the trips that ended in both. Times are means in seconds.</summary>
internal sealed record FidelityFigures(
    int Trips, double Ended, double FreeS, double OursS, double SumoS, double OursWaitS, double SumoWaitS, double OursTeleports, double SumoTeleports, double OursTookS, double SumoTookS)
{
    /// <summary>How much longer the kernel's trips are, as a share.</summary>
    public double Deviation => OursS / SumoS - 1;

    /// <summary>How much longer SUMO's trips are than on empty roads, as a share.</summary>
    public double Delay => SumoS / FreeS - 1;

    /// <summary>Of one case.</summary>
    public static FidelityFigures Of(FidelityCase world, FidelityRun ours, FidelityRun sumo)
    {
        var both = Enumerable.Range(0, world.Trips.Length).Where(i => sumo.Outcomes[i].TripMs > 0 && ours.Outcomes[i].TripMs > 0).ToArray();
        return new FidelityFigures(
            world.Trips.Length, both.Length, world.FreeMs / 1e3,
            both.Average(i => ours.Outcomes[i].TripMs / 1e3), both.Average(i => sumo.Outcomes[i].TripMs / 1e3),
            both.Average(i => ours.Outcomes[i].WaitedMs / 1e3), both.Average(i => sumo.Outcomes[i].WaitedMs / 1e3),
            ours.Teleports, sumo.Teleports, ours.Seconds, sumo.Seconds);
    }

    /// <summary>Of several demands of one load.</summary>
    public static FidelityFigures Mean(IReadOnlyCollection<FidelityFigures> demands) => new(
        demands.First().Trips, demands.Average(d => d.Ended), demands.Average(d => d.FreeS),
        demands.Average(d => d.OursS), demands.Average(d => d.SumoS), demands.Average(d => d.OursWaitS), demands.Average(d => d.SumoWaitS),
        demands.Average(d => d.OursTeleports), demands.Average(d => d.SumoTeleports), demands.Average(d => d.OursTookS), demands.Average(d => d.SumoTookS));
}
