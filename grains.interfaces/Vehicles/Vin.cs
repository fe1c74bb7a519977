using System.Buffers;

namespace FleetActors.Vehicles;

/// <summary>
/// The vehicle identification number of ISO 3779: 17 characters of <c>A-Z 0-9</c> without I, O and Q. The check digit is not
/// looked at: only North America uses it.
/// </summary>
public static class Vin
{
    /// <summary>How long every VIN is, in characters.</summary>
    public const int Length = 17;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHJKLMNPRSTUVWXYZ0123456789");

    /// <summary>Whether length and characters are those of a VIN.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => text.Length == Length && !text.ContainsAnyExcept(Allowed);
}
