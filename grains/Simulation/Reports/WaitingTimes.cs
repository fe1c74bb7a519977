using System.Collections.Immutable;

namespace FleetActors.Simulation;

/// <summary>How long customers waited for the start of their trip. Median and 95th percentile are exact to the second.</summary>
/// <param name="Count">Trips started.</param>
/// <param name="MeanMs">Mean, rounded down.</param>
/// <param name="MedianMs">Half of the customers waited at most this long.</param>
/// <param name="P95Ms">95 of 100 waited at most this long.</param>
/// <param name="LongestMs">The longest wait, down to the second.</param>
/// <param name="Minutes">Customers by whole minutes waited, from 0; the last entry is the longest wait.</param>
public sealed record WaitingTimes(long Count, long MeanMs, long MedianMs, long P95Ms, long LongestMs, ImmutableArray<long> Minutes)
{
    internal static WaitingTimes From(SortedDictionary<long, long> countBySecond, long count, long totalMs)
    {
        if (count == 0)
            return new WaitingTimes(0, 0, 0, 0, 0, []);
        var longestSeconds = countBySecond.Keys.Last();
        var minutes = new long[longestSeconds / 60 + 1];
        foreach (var (seconds, customers) in countBySecond)
            minutes[seconds / 60] += customers;
        return new WaitingTimes(count, totalMs / count, Rank(countBySecond, (count + 1) / 2), Rank(countBySecond, (count * 95 + 99) / 100), longestSeconds * 1_000, [.. minutes]);
    }

    private static long Rank(SortedDictionary<long, long> countBySecond, long rank)
    {
        foreach (var (seconds, customers) in countBySecond)
        {
            rank -= customers;
            if (rank <= 0)
                return seconds * 1_000;
        }

        return 0;
    }
}
