namespace FleetActors.Telemetry;

/// <summary>How a plate is looked for: people leave out, or put in, what parts its letters.</summary>
public static class PlateSearchRules
{
    /// <summary>Whether the letters and digits of a plate begin with those of a text; letter case ignored. A text without any fits nothing.</summary>
    public static bool StartsWith(ReadOnlySpan<char> plate, ReadOnlySpan<char> text)
    {
        var at = 0;
        var isEmpty = true;
        foreach (var letter in text)
        {
            if (IsPart(letter)) continue;
            isEmpty = false;
            while (at < plate.Length && IsPart(plate[at])) at++;
            if (at == plate.Length || char.ToUpperInvariant(plate[at++]) != char.ToUpperInvariant(letter)) return false;
        }
        return !isEmpty;
    }

    private static bool IsPart(char letter) => char.IsWhiteSpace(letter) || letter is '-' or '.' or '·';
}
