namespace FleetActors.Simulation.Emit;

/// <summary>Bad data, on purpose; every share in millionths.</summary>
/// <param name="JumpPpm">Of the fixes: some kilometres beside the road.</param>
/// <param name="ClockPpm">Of the cars: a clock that is wrong by minutes to hours, all the time.</param>
/// <param name="GapPpm">Of the 20-second windows of a car: nothing is sent, and never will be.</param>
/// <param name="ReplayPpm">Of the 20-second windows of a car: all fixes are kept back and sent at once at its end.</param>
public sealed record FaultPlan(int JumpPpm = 0, int ClockPpm = 0, int GapPpm = 0, int ReplayPpm = 0)
{
    /// <summary>How long a gap lasts, and how long a replay is kept back.</summary>
    public const long WindowUs = 20_000_000;

    /// <summary>Whether there is none.</summary>
    public bool IsNone => this == new FaultPlan();

    /// <summary>Reads <c>jump=1%,clock=0.5%,gap=2%,replay=1%</c>. Throws <see cref="EmitException"/>.</summary>
    public static FaultPlan Parse(string? text)
    {
        var plan = new FaultPlan();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, share) = part.Split('=') is [var left, var right] ? (left, right) : throw Wrong(part);
            var ppm = EmitText.SharePpm(share, $"--faults {name}");
            plan = name switch
            {
                "jump" => plan with { JumpPpm = ppm },
                "clock" => plan with { ClockPpm = ppm },
                "gap" => plan with { GapPpm = ppm },
                "replay" => plan with { ReplayPpm = ppm },
                _ => throw Wrong(part),
            };
        }

        return plan.GapPpm + plan.ReplayPpm <= 1_000_000 ? plan : throw new EmitException("--faults: gap and replay together are more than 100 %.");

        static EmitException Wrong(string part) => new($"--faults: '{part}' should be jump, clock, gap or replay with a share, such as jump=1%.");
    }
}
