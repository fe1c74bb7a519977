using System.Text;

namespace FleetActors.Simulation;

/// <summary>Rows as CSV: commas, lines that end in a line feed, quotes only where a cell needs them.</summary>
internal static class CsvText
{
    public static string Of(string[] heading, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder();
        foreach (var cells in rows.Prepend(heading))
            text.AppendJoin(',', cells.Select(Quote)).Append('\n');
        return text.ToString();
    }

    public static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
