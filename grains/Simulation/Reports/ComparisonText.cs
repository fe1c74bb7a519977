using System.Globalization;

namespace FleetActors.Simulation;

/// <summary>A comparison for a terminal: one column a run, differences to the first in brackets.</summary>
public static class ComparisonText
{
    private const int Narrowest = 22;

    /// <summary>The lines, columns aligned.</summary>
    public static IEnumerable<string> Lines(ComparisonReport report)
    {
        var rows = new List<string[]> { ((string[])["", .. report.Runs.Select(run => run.Name)]) };
        foreach (var figure in report.Figures())
            rows.Add([$"{figure.Label}{(figure.Unit.Length == 0 ? "" : $", {figure.Unit}")}", .. figure.Values.Select((_, run) => Cell(figure, run))]);
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => Math.Max(column == 0 ? 0 : Narrowest, rows.Max(row => row[column].Length))).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
    }

    private static string Cell(ComparedFigure figure, int run)
    {
        var value = figure.Values[run].ToString("#,0.##", CultureInfo.InvariantCulture);
        return run == 0 ? value : $"{value} ({ComparisonWriter.Signed(figure.Difference(run), "#,0.##")})";
    }
}
