using System.Globalization;

namespace FleetActors.Simulation.Emit;

/// <summary>Durations, shares and rates as people write them on a command line.</summary>
public static class EmitText
{
    private static readonly (string Suffix, double Us)[] Units = [("us", 1), ("µs", 1), ("ms", 1e3), ("min", 60e6), ("s", 1e6), ("m", 60e6), ("h", 3_600e6)];

    /// <summary>Microseconds of <c>250ms</c>, <c>10s</c>, <c>5m</c>, <c>1h</c>. Throws <see cref="EmitException"/> for anything else.</summary>
    public static long DurationUs(string text, string what)
    {
        foreach (var (suffix, us) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal) && Number(text[..^suffix.Length]) is >= 0 and <= 1e9 and var number)
                return (long)Math.Round(number * us);
        }

        throw new EmitException($"{what}: '{text}' is no duration; write it as 250ms, 10s, 5m or 1h.");
    }

    /// <summary>Millionths of <c>2.5%</c>. Throws <see cref="EmitException"/> for anything else or outside 0 to 100 %.</summary>
    public static int SharePpm(string text, string what) =>
        text.EndsWith('%') && Number(text[..^1]) is >= 0 and <= 100 and var percent
            ? (int)Math.Round(percent * 10_000)
            : throw new EmitException($"{what}: '{text}' is no share; write it as 2% or 0.5%.");

    /// <summary>Fixes a second, above 0 and at most 10 million. Throws <see cref="EmitException"/> for anything else.</summary>
    public static double Rate(string text, string what) =>
        Number(text) is >= 0 and <= 1e7 and var rate ? rate : throw new EmitException($"{what}: '{text}' is no number of fixes a second, such as 30000.");

    /// <summary>Microseconds as a person reads them: <c>850 µs</c>, <c>12.4 ms</c>, <c>3.2 s</c>.</summary>
    public static string Shown(long us) => us switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{us} µs"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{us / 1e3:0.#} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{us / 1e6:0.##} s"),
    };

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
}
