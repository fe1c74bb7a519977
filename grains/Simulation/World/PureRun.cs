namespace FleetActors.Simulation;

/// <summary>Plays a scenario without grains: every intent is accepted, or judged by a function of the caller.</summary>
public static class PureRun
{
    /// <summary>Plays to the end and returns the figures; revenue is empty, since there are no contracts.</summary>
    /// <param name="scenario">What to play.</param>
    /// <param name="judge">Decides each intent, or null to accept all.</param>
    /// <param name="stepMs">The clock's step.</param>
    public static KpiReport Play(Scenario scenario, Func<Intent, Outcome>? judge = null, long stepMs = 1_000)
    {
        var kpis = new KpiCollector(scenario);
        using var world = new FleetWorld(scenario, kpis, stepMs);
        while (!world.IsFinished)
        {
            foreach (var intent in world.Next(DateTimeOffset.MaxValue))
                world.Report(intent, judge?.Invoke(intent) ?? Outcome.Accepted);
        }

        return kpis.Report();
    }
}
