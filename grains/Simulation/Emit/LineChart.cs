using System.Globalization;
using System.Net;
using System.Text;

namespace FleetActors.Simulation.Emit;

/// <summary>One line of a chart.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="ColourClass">l1 … l6 of the page.</param>
/// <param name="Values">One a second; null where there is none.</param>
internal sealed record ChartLine(string Name, string ColourClass, IReadOnlyList<double?> Values);

/// <summary>Lines over the seconds of a run, as inline SVG.</summary>
internal static class LineChart
{
    private const int Width = 720, Height = 250, Left = 62, Right = 14, Top = 12, Bottom = 34;
    private const int MostLabels = 10;

    /// <summary>A figure with legend.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="unit">In which unit.</param>
    /// <param name="isLogarithmic">For durations, where a stall is a thousand times the ordinary.</param>
    /// <param name="label">How a value is written at the axis.</param>
    /// <param name="lines">At least one.</param>
    public static string Figure(string title, string unit, bool isLogarithmic, Func<double, string> label, params IReadOnlyList<ChartLine> lines)
    {
        var values = lines.SelectMany(line => line.Values).OfType<double>().Where(value => value > 0).DefaultIfEmpty(1).ToList();
        var (low, high) = isLogarithmic ? Decades(values) : (0, Round(values.Max()));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<figure><figcaption><b>{WebUtility.HtmlEncode(title)}</b> <span>{WebUtility.HtmlEncode(unit)}</span>");
        foreach (var line in lines) svg.Append(CultureInfo.InvariantCulture, $"<em><i class=\"{line.ColourClass}\"></i>{WebUtility.HtmlEncode(line.Name)}</em>");
        svg.Append(CultureInfo.InvariantCulture, $"</figcaption><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        foreach (var tick in Ticks(low, high, isLogarithmic))
        {
            var y = Y(tick, low, high, isLogarithmic);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" y1=\"{y:0.#}\" x2=\"{Width - Right}\" y2=\"{y:0.#}\"/><text class=\"axis\" x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{WebUtility.HtmlEncode(label(tick))}</text>");
        }

        var count = lines.Max(line => line.Values.Count);
        var every = Math.Max(1, (count + MostLabels - 1) / MostLabels);
        for (var i = 0; i < count; i += every)
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis\" x=\"{X(i, count):0.#}\" y=\"{Height - 12}\" text-anchor=\"middle\">{i + 1} s</text>");
        foreach (var line in lines) Draw(svg, line, count, value => Y(value, low, high, isLogarithmic));
        return svg.Append("</svg></figure>\n").ToString();
    }

    private static void Draw(StringBuilder svg, ChartLine line, int count, Func<double, double> y)
    {
        var path = new StringBuilder();
        var isDrawing = false;
        for (var i = 0; i < line.Values.Count; i++)
        {
            if (line.Values[i] is not { } value)
            {
                isDrawing = false;
                continue;
            }

            path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? 'L' : 'M')}{X(i, count):0.#} {y(value):0.#}");
            isDrawing = true;
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line {line.ColourClass}\" d=\"{path}\"><title>{WebUtility.HtmlEncode(line.Name)}</title></path>");
    }

    private static double X(int i, int count) => Left + (count < 2 ? 0 : (double)i / (count - 1) * (Width - Left - Right));

    private static double Y(double value, double low, double high, bool isLogarithmic)
    {
        var share = isLogarithmic ? Math.Log10(Math.Max(value, low) / low) / Math.Log10(high / low) : value / high;
        return Top + (Height - Top - Bottom) * (1 - Math.Clamp(share, 0, 1));
    }

    private static (double Low, double High) Decades(List<double> values) =>
        (Math.Pow(10, Math.Floor(Math.Log10(values.Min()))), Math.Pow(10, Math.Max(Math.Floor(Math.Log10(values.Min())) + 1, Math.Ceiling(Math.Log10(values.Max())))));

    private static double Round(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10 }.First(factor => factor * power >= value * 1.02 || factor == 10) * power;
    }

    private static IEnumerable<double> Ticks(double low, double high, bool isLogarithmic)
    {
        if (!isLogarithmic) return Enumerable.Range(0, 5).Select(i => high * i / 4);
        return Enumerable.Range(0, (int)Math.Round(Math.Log10(high / low)) + 1).Select(i => low * Math.Pow(10, i));
    }
}
