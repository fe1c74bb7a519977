using System.Globalization;
using System.Text;
using FleetActors.Benchmarks.Charts;

namespace FleetActors.Benchmarks.Fidelity;

/// <summary>Many measured points of one simulator.</summary>
public sealed record ScatterSeries(string Name, ChartPoint[] Points);

/// <summary>Clouds of points on linear axes with the mean of each as a line, as one SVG without scripts; follows light and dark.</summary>
public static class ScatterChart
{
    private const int Width = 760, Height = 430, Left = 70, Right = 30, Top = 70, Bottom = 50;
    private const int Bins = 40, DotsPerSeries = 1_500, LeastPointsInBin = 10;

    private const string Style = """
        text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-size:15px;font-weight:600}.back{fill:#fff}.grid{stroke:#d8dee4}
        path{fill:none;stroke-width:2.4}.c0{stroke:#0969da}.c1{stroke:#bc4c00}.f0{fill:#0969da}.f1{fill:#bc4c00}circle{opacity:.18}
        @media(prefers-color-scheme:dark){text{fill:#e6edf3}.back{fill:#0d1117}.grid{stroke:#30363d}.c0{stroke:#58a6ff}.c1{stroke:#f0883e}.f0{fill:#58a6ff}.f1{fill:#f0883e}}
        """;

    /// <summary>The file's text. The axes end a little beyond 999 of 1,000 points.</summary>
    public static string Draw(string title, string across, string up, params ReadOnlySpan<ScatterSeries> series)
    {
        var all = series.ToArray().SelectMany(s => s.Points).ToArray();
        var (most, highest) = (Round(Quantile(all.Select(p => p.Size))), Round(Quantile(all.Select(p => p.Value))));
        var svg = new StringBuilder();
        svg.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\">\n<title>{title}</title><style>{Style}</style><rect class=\"back\" width=\"{Width}\" height=\"{Height}\" rx=\"6\"/>\n"));
        svg.Append(Invariant($"<text class=\"title\" x=\"{Left}\" y=\"24\">{title}</text><text x=\"{Left}\" y=\"42\">{up}</text><text x=\"{(Width + Left) / 2}\" y=\"{Height - 12}\" text-anchor=\"middle\">{across}</text>\n"));
        for (var tick = 0; tick <= 4; tick++)
        {
            var (x, y) = (X(most * tick / 4, most), Y(highest * tick / 4, highest));
            svg.Append(Invariant($"<line class=\"grid\" x1=\"{x:F0}\" x2=\"{x:F0}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/><line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:F0}\" y2=\"{y:F0}\"/>"));
            svg.Append(Invariant($"<text x=\"{x:F0}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{most * tick / 4:0.##}</text><text x=\"{Left - 8}\" y=\"{y + 4:F0}\" text-anchor=\"end\">{highest * tick / 4:0.##}</text>\n"));
        }

        for (var number = 0; number < series.Length; number++)
            Dots(svg, series[number], number, most, highest);
        for (var number = 0; number < series.Length; number++)
            Means(svg, series[number], number, most, highest);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Dots(StringBuilder svg, ScatterSeries series, int number, double most, double highest)
    {
        var every = Math.Max(1, series.Points.Length / DotsPerSeries);
        for (var i = 0; i < series.Points.Length; i += every)
        {
            if (series.Points[i].Size <= most && series.Points[i].Value <= highest)
                svg.Append(Invariant($"<circle class=\"f{number}\" cx=\"{X(series.Points[i].Size, most):F0}\" cy=\"{Y(series.Points[i].Value, highest):F0}\" r=\"2\"/>"));
        }

        svg.Append(Invariant($"\n<rect class=\"f{number}\" x=\"{Left + number * 170}\" y=\"50\" width=\"9\" height=\"9\" rx=\"2\"/><text x=\"{Left + 14 + number * 170}\" y=\"59\">{series.Name}</text>\n"));
    }

    private static void Means(StringBuilder svg, ScatterSeries series, int number, double most, double highest)
    {
        var bins = series.Points.Where(p => p.Size <= most).GroupBy(p => (int)Math.Min(Bins - 1, p.Size * Bins / most)).Where(bin => bin.Count() >= LeastPointsInBin).OrderBy(bin => bin.Key);
        var path = string.Join(" L", bins.Select(bin => Invariant($"{X((bin.Key + 0.5) * most / Bins, most):F1} {Y(Math.Min(highest, bin.Average(p => p.Value)), highest):F1}")));
        if (path.Length > 0) svg.Append(Invariant($"<path class=\"c{number}\" d=\"M{path}\"/>\n"));
    }

    private static double X(double value, double most) => Left + (Width - Left - Right) * value / most;

    private static double Y(double value, double highest) => Height - Bottom - (Height - Bottom - Top) * value / highest;

    private static double Quantile(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 1 : sorted[(int)((sorted.Length - 1) * 0.999)];
    }

    private static double Round(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1e-6))));
        return Math.Ceiling(value / power * 2) / 2 * power;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
