using System.Collections.Immutable;

namespace FleetActors.Simulation.Emit;

/// <summary>At one moment a part of the cars loses its connection, without a word to the target, and all connect again at once.</summary>
/// <param name="AtUs">Microseconds after the start.</param>
/// <param name="SharePpm">How many of them, in millionths.</param>
public sealed record Storm(long AtUs, int SharePpm)
{
    private const int StormStream = 4;

    /// <summary>Whether it hits a car.</summary>
    public bool Hits(long seed, int car) => FaultRules.Draw(seed, StormStream, car, AtUs) < SharePpm;

    /// <summary>Reads <c>30%@60s,50%@2m</c>. Throws <see cref="EmitException"/>.</summary>
    public static ImmutableArray<Storm> Parse(string? text) =>
    [
        .. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('@') is [var share, var at]
                ? new Storm(EmitText.DurationUs(at, "--storm"), EmitText.SharePpm(share, "--storm"))
                : throw new EmitException($"--storm: '{part}' should be a share and a time, such as 30%@60s."))
            .OrderBy(storm => storm.AtUs),
    ];
}
