using System.Globalization;
using System.Text;

namespace FleetActors.Silo.Storage.Tracks;

/// <summary>
/// The name of a fleet's directory: its id, with capitals and dots as <c>_xx</c> (their code). No id names another place that
/// way (<c>..</c>), and no two share one where letter case or a last dot does not count.
/// </summary>
internal static class FleetFolderName
{
    /// <summary>The name for a fleet.</summary>
    public static string Of(FleetId fleet)
    {
        var name = new StringBuilder(fleet.Value.Length + 8);
        foreach (var letter in fleet.Value)
        {
            if (letter is >= 'a' and <= 'z' or >= '0' and <= '9' or '-') name.Append(letter);
            else name.Append('_').Append(((int)letter).ToString("x2", CultureInfo.InvariantCulture));
        }
        return name.ToString();
    }

    /// <summary>Reads a name back; false for a directory that is none of ours.</summary>
    public static bool TryParse(string name, out FleetId fleet)
    {
        var id = new StringBuilder(name.Length);
        for (var at = 0; at < name.Length; at++)
        {
            if (name[at] != '_') id.Append(name[at]);
            else if (at + 2 < name.Length && byte.TryParse(name.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                id.Append((char)code);
                at += 2;
            }
            else break;
        }
        return FleetId.TryParse(id.ToString(), null, out fleet) && Of(fleet) == name;
    }
}
