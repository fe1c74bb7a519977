namespace FleetActors.Simulation.Kernel;

/// <summary>The figures of the queue model for one segment, and the headways that follow from how full segments are. Whole milliseconds.</summary>
internal static class HeadwayRules
{
    /// <summary>An empty segment of this length, free travel time and number of lanes.</summary>
    public static LinkState Fresh(TrafficModel model, int lengthMm, int freeMs, int lanes)
    {
        lanes = Math.Max(1, lanes);
        var passMs = (int)Math.Min(ushort.MaxValue, (long)model.CarLengthMm * freeMs / lengthMm / lanes);
        var headwayMs = Math.Max(1, model.FreeHeadwayMs / lanes + passMs);
        return new LinkState
        {
            Head = -1,
            Tail = -1,
            HeadNextLink = -1,
            StorageCars = (int)Math.Max(1, (long)lengthMm * lanes / model.CarLengthMm),
            JamCars = (freeMs + headwayMs - 1) / headwayMs,
            FreeHeadwayMs = headwayMs,
            JamHeadwayMs = Math.Max(1, model.JamHeadwayMs / lanes + passMs),
            GapMs = (ushort)Math.Min(ushort.MaxValue, model.GapMs / lanes),
            LengthMs = (ushort)passMs,
        };
    }

    /// <summary>
    /// How many cars a segment takes before no other enters from beside the road. In free flow no more than it carries
    /// freely, so that they cause no jam; in a jam as many as pass in its present travel time at free headways, so that
    /// they keep its speed; never more than find room.
    /// </summary>
    /// <param name="link">The segment.</param>
    /// <param name="cars">Cars on it.</param>
    /// <param name="freeMs">Its travel time when nothing is in the way.</param>
    /// <param name="headWaitsMs">How long its first car stands at the end; 0 or less when none does.</param>
    /// <param name="isHeldUp">Whether that car waits for the road ahead and not only for its own headway.</param>
    public static int MostCars(in LinkState link, int cars, int freeMs, int headWaitsMs, bool isHeldUp)
    {
        if (cars <= link.JamCars && !isHeldUp)
            return Math.Min(link.JamCars, link.StorageCars);
        return (int)Math.Min(link.StorageCars, (PresentMs(link, cars, freeMs, headWaitsMs) + link.FreeHeadwayMs - 1) / link.FreeHeadwayMs);
    }

    /// <summary>
    /// How long a segment takes a car that enters now: as in free flow, longer while its first car waits, and no less than all
    /// cars on it need to leave one after the other.
    /// </summary>
    /// <param name="link">The segment.</param>
    /// <param name="cars">Cars on it.</param>
    /// <param name="freeMs">Its travel time when nothing is in the way.</param>
    /// <param name="headWaitsMs">How long its first car stands at the end; 0 or less when none does.</param>
    public static long PresentMs(in LinkState link, int cars, int freeMs, int headWaitsMs) =>
        Math.Max((long)freeMs + Math.Max(0, headWaitsMs), (long)cars * (cars > link.JamCars ? link.JamHeadwayMs : link.FreeHeadwayMs));

    /// <summary>
    /// Time until the next car may leave a segment, after one that went on to another.
    /// </summary>
    /// <param name="from">The segment that was left.</param>
    /// <param name="carsLeft">Cars that are still on it.</param>
    /// <param name="to">The segment that was entered.</param>
    /// <param name="carsAhead">Cars that were on it before.</param>
    public static int AfterMs(in LinkState from, int carsLeft, in LinkState to, int carsAhead)
    {
        if (carsLeft <= from.JamCars)
            return from.FreeHeadwayMs;
        return carsAhead <= to.JamCars ? from.JamHeadwayMs : JamToJamMs(from, to, carsAhead);
    }

    /// <summary>
    /// From jam to jam a car follows when a gap has wandered through the segment ahead: linear in the cars ahead, from the
    /// headway of a dissolving jam where the jam just begins, to a gap's way past every car of a full segment.
    /// </summary>
    private static int JamToJamMs(in LinkState from, in LinkState to, int carsAhead)
    {
        unchecked
        {
            var full = Math.Max(carsAhead, to.StorageCars);
            var beyond = full - to.JamCars;
            var fullMs = (long)from.GapMs * full;
            var wanderMs = beyond <= 0 ? from.JamHeadwayMs : from.JamHeadwayMs + (fullMs - from.JamHeadwayMs) * (carsAhead - to.JamCars) / beyond;
            return (int)Math.Max(from.FreeHeadwayMs, wanderMs + from.LengthMs);
        }
    }
}
