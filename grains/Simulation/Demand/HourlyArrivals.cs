namespace FleetActors.Simulation;

/// <summary>Arrivals by chance at a rate that changes from hour to hour of the day, day after day: a Poisson stream in each hour.</summary>
internal static class HourlyArrivals
{
    /// <summary>An hour in microseconds.</summary>
    public const long HourUs = 3_600_000_000;

    /// <summary>When each comes, in microseconds from the start, and in which hour of the day. Without end.</summary>
    /// <param name="start">Moment of the first possible arrival.</param>
    /// <param name="random">Draws the gaps.</param>
    /// <param name="meanGapUs">Mean time between two arrivals in an hour of the day; 0 where none come. Some hour must have one.</param>
    public static IEnumerable<(long AtUs, int HourOfDay)> Of(DateTimeOffset start, SimulationRandom random, Func<int, long> meanGapUs)
    {
        var startUs = start.TimeOfDay.Ticks / TimeSpan.TicksPerMicrosecond;
        for (long atUs = 0; ;)
        {
            var hour = (startUs + atUs) / HourUs;
            var hourOfDay = (int)(hour % 24);
            var hourEndsUs = (hour + 1) * HourUs - startUs;
            var meanUs = meanGapUs(hourOfDay);
            var gapUs = meanUs == 0 ? HourUs : random.ExponentialMs(meanUs);
            // Chance has no memory: at the turn of the hour the next rate simply takes over.
            if (atUs + gapUs >= hourEndsUs)
            {
                atUs = hourEndsUs;
                continue;
            }

            atUs += gapUs;
            yield return (atUs, hourOfDay);
        }
    }
}
