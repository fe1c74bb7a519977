using System.Globalization;

namespace FleetActors.Chaos;

/// <summary>What a child is told.</summary>
/// <param name="Directory">The store's.</param>
/// <param name="Journal">The file with everything that earlier children told.</param>
/// <param name="Round">Counted from 0.</param>
/// <param name="Seed">Of this round.</param>
/// <param name="Workers">How many rent at the same time.</param>
/// <param name="Without">The protection to switch off: sync, etags, holds or nothing.</param>
/// <param name="IsLast">Bring everything to its end, check it, and leave.</param>
public sealed record ChildSettings(string Directory, string Journal, int Round, int Seed, int Workers, string Without, bool IsLast)
{
    /// <summary>As arguments of a process.</summary>
    public string[] Arguments() => [Directory, Journal, Text(Round), Text(Seed), Text(Workers), Without, IsLast ? "last" : "load"];

    /// <summary>Reads <see cref="Arguments"/> back.</summary>
    public static ChildSettings Parse(string[] arguments) =>
        new(arguments[0], arguments[1], Number(arguments[2]), Number(arguments[3]), Number(arguments[4]), arguments[5], arguments[6] == "last");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
