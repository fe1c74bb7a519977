using System.Collections.Immutable;

namespace FleetActors.Contracts.Pricing;

/// <summary>A stretch of driving or of pausing.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end, not before its beginning.</param>
/// <param name="IsPaused">Whether the car was parked.</param>
/// <param name="Evidence">The events at its ends.</param>
public sealed record UsePeriod(DateTimeOffset From, DateTimeOffset To, bool IsPaused, ImmutableArray<string> Evidence);

/// <summary>How a car was used (or is expected to be): the facts that a product prices.</summary>
/// <param name="StartedAt">When charging began.</param>
/// <param name="EndedAt">When it stopped.</param>
/// <param name="AgreedStart">From when it was agreed: the booking's beginning, or the start.</param>
/// <param name="AgreedEnd">Until when it was agreed, extensions included.</param>
/// <param name="Periods">Driving and pausing, in order, without gaps.</param>
/// <param name="DistanceMetres">Null when an odometer reading is missing: no kilometres are charged then.</param>
/// <param name="DistanceEvidence">The fixes or readings at both ends.</param>
public sealed record Usage(
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    DateTimeOffset AgreedStart,
    DateTimeOffset AgreedEnd,
    ImmutableArray<UsePeriod> Periods,
    long? DistanceMetres,
    ImmutableArray<string> DistanceEvidence)
{
    /// <summary>The event that began it.</summary>
    public string StartEvidence { get; init; } = Evidence.Estimate;

    /// <summary>The events that agreed how long.</summary>
    public ImmutableArray<string> AgreementEvidence { get; init; } = [Evidence.Estimate];

    /// <summary>Begun minutes of driving, or of pausing, from the start until a moment, counted over all stretches together.</summary>
    public long BegunMinutes(bool paused, DateTimeOffset until)
    {
        var sum = TimeSpan.Zero;
        foreach (var period in Periods)
        {
            if (period.IsPaused != paused || period.From >= until) continue;
            sum += (period.To < until ? period.To : until) - period.From;
        }
        return Begun.Of(sum, TimeSpan.FromMinutes(1));
    }

    /// <summary>The events at the ends of all stretches, or of those driven or paused.</summary>
    public ImmutableArray<string> TimeEvidence(bool? paused = null) =>
        [.. Periods.Where(p => paused is null || p.IsPaused == paused).SelectMany(p => p.Evidence).Distinct()];
}

/// <summary>Counts units of time of which a part counts as a whole.</summary>
public static class Begun
{
    /// <summary>How many units have begun: 61 seconds are 2 minutes, 60 are 1, none is 0.</summary>
    public static long Of(TimeSpan time, TimeSpan unit) => time <= TimeSpan.Zero ? 0 : (time.Ticks + unit.Ticks - 1) / unit.Ticks;
}
