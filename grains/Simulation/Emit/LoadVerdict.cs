using System.Collections.Immutable;

namespace FleetActors.Simulation.Emit;

/// <summary>Who is to blame for what went wrong.</summary>
public enum Blame
{
    /// <summary>Nothing went wrong.</summary>
    Nobody = 1,

    /// <summary>The platform under test.</summary>
    Target = 2,

    /// <summary>This generator, or the machine that it runs on: the figures say little about the target.</summary>
    Generator = 3,
}

/// <summary>What a run comes to.</summary>
public enum LoadOutcome
{
    /// <summary>No rule is broken.</summary>
    Held = 1,

    /// <summary>The target broke a rule.</summary>
    Failed = 2,

    /// <summary>The generator could not offer what was asked for, so that nothing is proved.</summary>
    Inconclusive = 3,
}

/// <summary>One rule and what was measured.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Value">In the rule's unit.</param>
/// <param name="IsBroken">Whether the run failed by it.</param>
/// <param name="Blame">Whose fault that is.</param>
public sealed record RuleFinding(FailRule Rule, double Value, bool IsBroken, Blame Blame);

/// <summary>The verdict on a run.</summary>
/// <param name="Outcome">What it comes to.</param>
/// <param name="Blame">Whose fault.</param>
/// <param name="Sentence">The same for a person.</param>
/// <param name="Findings">Rule by rule.</param>
/// <param name="Remarks">What else is worth knowing.</param>
public sealed record LoadVerdict(LoadOutcome Outcome, Blame Blame, string Sentence, ImmutableArray<RuleFinding> Findings, ImmutableArray<string> Remarks)
{
    /// <summary>The process's exit code: 0 held, 1 the target failed, 4 the generator was the bottleneck.</summary>
    public int ExitCode => Outcome switch { LoadOutcome.Held => 0, LoadOutcome.Failed => 1, _ => 4 };
}
