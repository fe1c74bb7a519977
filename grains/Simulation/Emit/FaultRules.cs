namespace FleetActors.Simulation.Emit;

/// <summary>What becomes of a fix.</summary>
public enum FixFate
{
    /// <summary>It is sent when it is due.</summary>
    Sent = 1,

    /// <summary>It is never sent: the car is in a gap.</summary>
    Withheld = 2,

    /// <summary>It is sent with the first fix after the window.</summary>
    KeptBack = 3,
}

/// <summary>Which fix is spoilt, and how: a function of seed, car and time, so that two runs spoil the same ones.</summary>
public static class FaultRules
{
    private const int ClockStream = 1;
    private const int WindowStream = 2;
    private const int JumpStream = 3;
    private const int LeastJumpE7 = 500_000;
    private const int MostJumpE7 = 4_000_000;
    private const int LeastClockMs = 120_000;
    private const int MostClockMs = 7_200_000;

    /// <summary>Whether a fix that a car takes at a moment is sent.</summary>
    public static FixFate Fate(FaultPlan plan, long seed, int car, long dueUs)
    {
        if (plan.GapPpm + plan.ReplayPpm == 0) return FixFate.Sent;
        var drawn = Draw(seed, WindowStream, car, Window(car, dueUs));
        return drawn < plan.GapPpm ? FixFate.Withheld : drawn < plan.GapPpm + plan.ReplayPpm ? FixFate.KeptBack : FixFate.Sent;
    }

    /// <summary>Which of a car's windows a moment is in; cars' windows begin at different moments.</summary>
    public static long Window(int car, long dueUs) => (dueUs + car * 7_919L % (FaultPlan.WindowUs / 1_000) * 1_000) / FaultPlan.WindowUs;

    /// <summary>By how much a car's clock is wrong, in milliseconds; 0 for those that are right. It may be ahead or behind.</summary>
    public static long ClockOffsetMs(FaultPlan plan, long seed, int car)
    {
        if (plan.ClockPpm == 0 || Draw(seed, ClockStream, car, 0) >= plan.ClockPpm) return 0;
        var random = new SimulationRandom(Bits(seed, ClockStream, car, 1));
        var offset = random.Between(LeastClockMs, MostClockMs);
        return random.Chance(500) ? offset : -offset;
    }

    /// <summary>The reading, or for some fixes one that lies 5 to 45 km to the north or south.</summary>
    public static MotionReading Spoil(FaultPlan plan, long seed, int car, long number, MotionReading reading)
    {
        if (plan.JumpPpm == 0 || Draw(seed, JumpStream, car, number) >= plan.JumpPpm) return reading;
        var random = new SimulationRandom(Bits(seed, JumpStream, car, ~number));
        var jump = random.Between(LeastJumpE7, MostJumpE7);
        var latE7 = reading.Place.LatE7 > 0 ? reading.Place.LatE7 - jump : reading.Place.LatE7 + jump;
        return reading with { Place = reading.Place with { LatE7 = latE7 } };
    }

    /// <summary>A number below a million that follows from all of these.</summary>
    public static int Draw(long seed, int stream, int car, long at) => new SimulationRandom(Bits(seed, stream, car, at)).Below(1_000_000);

    private static ulong Bits(long seed, int stream, int car, long at) => unchecked(
        (ulong)seed * 0x9E3779B97F4A7C15 ^ (ulong)at * 0xC2B2AE3D27D4EB4F ^ (ulong)(uint)car * 0x165667B19E3779F9 ^ (ulong)stream << 59);
}
