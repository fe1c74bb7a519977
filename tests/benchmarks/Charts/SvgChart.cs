using System.Globalization;
using System.Net;
using System.Text;

namespace FleetActors.Benchmarks.Charts;

/// <summary>
/// Draws a <see cref="Chart"/> as one SVG file without scripts or fonts of its own, which follows the reader's choice of light
/// or dark.
/// </summary>
public static class SvgChart
{
    /// <summary>The most lines that can be told apart.</summary>
    public const int MaxLines = 6;

    private const int Width = 760, Height = 430, Left = 78, Right = 190, Top = 52, Bottom = 74;
    private const int LabelHeight = 15;

    /// <summary>Chosen to differ in brightness as well, for readers who do not see all colours.</summary>
    private const string Style = """
        text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-size:15px;font-weight:600}.note{font-size:11px;fill:#57606a}
        .back{fill:#fff}.grid{stroke:#d8dee4;stroke-width:1}.fine{stroke:#eef1f4;stroke-width:1}path{fill:none;stroke-width:2.2}
        .bar{stroke-dasharray:6 5;stroke-width:1.5}
        .c0{stroke:#0969da}.c1{stroke:#bc4c00}.c2{stroke:#1a7f37}.c3{stroke:#8250df}.c4{stroke:#57606a}.c5{stroke:#bf3989}
        .f0{fill:#0969da}.f1{fill:#bc4c00}.f2{fill:#1a7f37}.f3{fill:#8250df}.f4{fill:#57606a}.f5{fill:#bf3989}
        @media(prefers-color-scheme:dark){text{fill:#e6edf3}.note{fill:#9198a1}.back{fill:#0d1117}.grid{stroke:#30363d}.fine{stroke:#1c2128}
        .c0{stroke:#58a6ff}.c1{stroke:#f0883e}.c2{stroke:#56d364}.c3{stroke:#bc8cff}.c4{stroke:#9198a1}.c5{stroke:#ff7bc0}
        .f0{fill:#58a6ff}.f1{fill:#f0883e}.f2{fill:#56d364}.f3{fill:#bc8cff}.f4{fill:#9198a1}.f5{fill:#ff7bc0}}
        """;

    /// <summary>The file's text.</summary>
    /// <exception cref="ArgumentException">It has no point, or too many lines.</exception>
    public static string Draw(Chart chart)
    {
        if (chart.Lines.Length > MaxLines) throw new ArgumentException($"At most {MaxLines} lines.", nameof(chart));
        var points = chart.Lines.SelectMany(line => line.Points).Where(IsDrawn).ToArray();
        if (points.Length == 0) throw new ArgumentException("There is nothing to draw.", nameof(chart));
        var across = LogAxis.Around(points.Select(point => point.Size), Left, Width - Right);
        var up = LogAxis.Around(points.Select(point => point.Value), Height - Bottom, Top);
        var svg = new StringBuilder();
        svg.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\">\n"));
        svg.Append(Invariant($"<title>{Text(chart.Title)}</title><style>{Style}</style><rect class=\"back\" width=\"{Width}\" height=\"{Height}\" rx=\"6\"/>\n"));
        svg.Append(Invariant($"<text class=\"title\" x=\"{Left}\" y=\"24\">{Text(chart.Title)}</text><text x=\"{Left}\" y=\"42\">{Text(chart.Up)}</text>\n"));
        Grid(svg, across, up);
        svg.Append(Invariant($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - Bottom + 36}\" text-anchor=\"middle\">{Text(chart.Across)}</text>\n"));
        svg.Append(Invariant($"<text class=\"note\" x=\"{Left}\" y=\"{Height - 14}\">{Text(chart.Note)}</text>\n"));
        for (var number = 0; number < chart.Lines.Length; number++) Line(svg, chart.Lines[number], number, across, up);
        Names(svg, chart, up);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Grid(StringBuilder svg, LogAxis across, LogAxis up)
    {
        foreach (var (value, isDecade) in across.Ticks())
        {
            var x = across.At(value);
            svg.Append(Invariant($"<line class=\"{(isDecade ? "grid" : "fine")}\" x1=\"{x:F1}\" x2=\"{x:F1}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>"));
            if (isDecade) svg.Append(Invariant($"<text x=\"{x:F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{LogAxis.Short(value)}</text>\n"));
        }
        foreach (var (value, isDecade) in up.Ticks())
        {
            var y = up.At(value);
            svg.Append(Invariant($"<line class=\"{(isDecade ? "grid" : "fine")}\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:F1}\" y2=\"{y:F1}\"/>"));
            if (isDecade) svg.Append(Invariant($"<text x=\"{Left - 8}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{LogAxis.Short(value)}</text>\n"));
        }
    }

    private static void Line(StringBuilder svg, ChartLine line, int number, LogAxis across, LogAxis up)
    {
        var points = line.Points.Where(IsDrawn).OrderBy(point => point.Size).ToArray();
        if (points.Length == 0) return;
        var path = string.Join(" L", points.Select(point => Invariant($"{across.At(point.Size):F1} {up.At(point.Value):F1}")));
        svg.Append(Invariant($"<path class=\"c{number}{(line.IsBar ? " bar" : "")}\" d=\"M{path}\"/>\n"));
        if (line.IsBar) return;
        foreach (var point in points)
        {
            svg.Append(Invariant(
                $"<circle class=\"f{number}\" cx=\"{across.At(point.Size):F1}\" cy=\"{up.At(point.Value):F1}\" r=\"3.6\"><title>{Text(line.Name)}: {LogAxis.Short(point.Value)} at {LogAxis.Short(point.Size)}</title></circle>\n"));
        }
    }

    /// <summary>Names stand beside the ends of their lines, pushed apart where lines end close together.</summary>
    private static void Names(StringBuilder svg, Chart chart, LogAxis up)
    {
        var lowest = (double)Top;
        foreach (var (line, number) in chart.Lines.Select((line, number) => (line, number))
            .Where(named => named.line.Points.Any(IsDrawn))
            .OrderBy(named => up.At(named.line.Points.Where(IsDrawn).MaxBy(point => point.Size).Value)))
        {
            var y = Math.Max(lowest, up.At(line.Points.Where(IsDrawn).MaxBy(point => point.Size).Value) + 4);
            svg.Append(Invariant($"<rect class=\"f{number}\" x=\"{Width - Right + 10}\" y=\"{y - 9:F1}\" width=\"8\" height=\"8\" rx=\"2\"/><text x=\"{Width - Right + 23}\" y=\"{y:F1}\">{Text(line.Name)}</text>\n"));
            lowest = y + LabelHeight;
        }
    }

    private static bool IsDrawn(ChartPoint point) => point is { Size: > 0, Value: > 0 } && double.IsFinite(point.Size) && double.IsFinite(point.Value);

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
