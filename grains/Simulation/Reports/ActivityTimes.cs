using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>Milliseconds of car time by activity, indexed by the value of <see cref="CarActivity"/>.</summary>
public sealed record ActivityTimes(ImmutableArray<long> Ms)
{
    /// <summary>Number of activities.</summary>
    public const int Kinds = (int)CarActivity.Repositioning + 1;

    /// <summary>Time spent on one activity.</summary>
    public long this[CarActivity activity] => Ms[(int)activity];

    /// <summary>All time counted.</summary>
    public long TotalMs => Ms.Sum();

    /// <summary>Share of the time in a customer's trip, pauses included, in thousandths.</summary>
    public long UtilisationPermille => TotalMs == 0 ? 0 : (this[CarActivity.OnTrip] + this[CarActivity.Paused]) * 1_000 / TotalMs;

    /// <summary>Adds up element by element.</summary>
    public static ActivityTimes Sum(IEnumerable<ActivityTimes> times)
    {
        var sum = new long[Kinds];
        foreach (var one in times)
        {
            for (var kind = 0; kind < Kinds; kind++)
                sum[kind] += one.Ms[kind];
        }

        return new ActivityTimes([.. sum]);
    }
}
