namespace FleetActors.Chaos;

/// <summary>One run of the power-cut harness.</summary>
/// <param name="Seconds">Load in all.</param>
/// <param name="Seed">Draws the kills, the cuts and the load.</param>
/// <param name="Kills">How often.</param>
/// <param name="Workers">How many rent at the same time.</param>
/// <param name="Without">The protection to switch off: sync, etags, holds or nothing.</param>
public sealed record HarnessSettings(int Seconds, int Seed, int Kills, int Workers, string Without);

/// <summary>When and how one child is killed.</summary>
/// <param name="Outage">How long the power is off before the child starts: in some rounds so long that every hold comes into doubt.</param>
/// <param name="KillAfter">From the load's beginning, or from the process's start.</param>
/// <param name="IsAtStart">Whether it is killed while it recovers.</param>
/// <param name="IsTorn">Whether a random part of the unsynced bytes survives.</param>
/// <param name="Seed">Of the child's load.</param>
public sealed record RoundPlan(TimeSpan Outage, TimeSpan KillAfter, bool IsAtStart, bool IsTorn, int Seed)
{
    private const int OutageEvery = 5;
    private const double ShareAtStart = 0.15, ShortestLoad = 0.3, LoadSpread = 1.4;
    private static readonly TimeSpan LongOutage = TimeSpan.FromSeconds(11);
    private static readonly TimeSpan ShortestStart = TimeSpan.FromMilliseconds(300);

    /// <summary>Draws a round.</summary>
    public static RoundPlan Draw(int round, HarnessSettings settings, Random random)
    {
        var mean = TimeSpan.FromSeconds((double)settings.Seconds / settings.Kills);
        var load = mean * (ShortestLoad + LoadSpread * random.NextDouble());
        var isAfterOutage = round % OutageEvery == OutageEvery - 1;
        var isAtStart = random.NextDouble() < ShareAtStart && round > 0 && !isAfterOutage;
        var recovering = ShortestStart + TimeSpan.FromSeconds(2 * random.NextDouble());
        var isTorn = random.Next(2) == 0 && settings.Without != "sync";
        return new(isAfterOutage ? LongOutage : TimeSpan.Zero, isAtStart ? recovering : load, isAtStart, isTorn, random.Next());
    }
}
