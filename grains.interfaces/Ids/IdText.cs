using System.Buffers;

namespace FleetActors;

/// <summary>
/// The one rule for the text of every id: 1 to 64 characters of <c>A-Z a-z 0-9 . -</c>.
/// It keeps ids safe in URLs, file names, grain keys and storage keys without escaping.
/// </summary>
public static class IdText
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Says the rule in an error message.</summary>
    public const string Rule = "1 to 64 characters of A-Z a-z 0-9 . -";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-");

    /// <summary>Whether the text obeys <see cref="Rule"/>.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength && !text.ContainsAnyExcept(Allowed);

    /// <summary>The text itself, when it obeys <see cref="Rule"/>.</summary>
    /// <exception cref="FormatException">The text breaks the rule.</exception>
    public static string Require(string? text, string kind) =>
        IsValid(text) ? text! : throw new FormatException($"{kind} must be {Rule}.");
}
