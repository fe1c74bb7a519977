using System.Globalization;
using System.Net;
using System.Text;

namespace FleetActors.Simulation;

/// <summary>One series of a chart: name, colour class of the page (c1 … c6), and a value for each bar.</summary>
internal sealed record ChartSeries(string Name, string ColourClass, IReadOnlyList<decimal> Values);

/// <summary>Bars as inline SVG, stacked when there are several series. Every bar has a title for the mouse and for screen readers.</summary>
internal static class SvgChart
{
    internal const int Width = 720;
    internal const int Height = 250;
    internal const int Left = 58;
    internal const int Right = 14;
    private const int Bottom = 34;
    private const int Top = 12;
    private const int Lines = 4;

    public static string Bars(string title, string unit, IReadOnlyList<string> labels, params IReadOnlyList<ChartSeries> series)
    {
        var totals = Enumerable.Range(0, labels.Count).Select(i => series.Sum(one => one.Values[i])).ToList();
        var top = NiceTop(totals.Count == 0 ? 0 : totals.Max());
        var svg = Frame(title, top);
        var step = (decimal)(Width - Left) / Math.Max(1, labels.Count);
        var every = Math.Max(1, (labels.Count + 11) / 12);
        for (var i = 0; i < labels.Count; i++)
        {
            var x = Left + i * step + step * 0.14m;
            var from = 0m;
            foreach (var one in series)
            {
                var value = one.Values[i];
                if (value <= 0)
                    continue;
                var y = Y(from + value, top);
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{one.ColourClass}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(step * 0.72m)}\" height=\"{N(Y(from, top) - y)}\" rx=\"1.5\"><title>{WebUtility.HtmlEncode($"{labels[i]}  {one.Name}: {value.ToString("#,0.#", CultureInfo.InvariantCulture)} {unit}")}</title></rect>");
                from += value;
            }

            if (i % every == 0)
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis\" x=\"{N(x + step * 0.36m)}\" y=\"{Height - 14}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(labels[i])}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>The opening tag, with a scale from 0 to <paramref name="top"/>.</summary>
    internal static StringBuilder Frame(string title, decimal top)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width + Right} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        for (var line = 0; line <= Lines; line++)
        {
            var y = Y(top * line / Lines, top);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" y1=\"{N(y)}\" x2=\"{Width}\" y2=\"{N(y)}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis\" x=\"{Left - 8}\" y=\"{N(y + 4)}\" text-anchor=\"end\">{Short(top * line / Lines)}</text>");
        }

        return svg;
    }

    /// <summary>The next number of which a quarter is still round.</summary>
    internal static decimal NiceTop(decimal value)
    {
        if (value <= 0)
            return 1;
        var power = 1m;
        while (power * 10 <= value)
            power *= 10;
        while (power > value)
            power /= 10;
        foreach (var factor in (ReadOnlySpan<decimal>)[1m, 1.2m, 1.6m, 2m, 2.4m, 3.2m, 4m, 6m, 8m])
        {
            if (power * factor >= value)
                return power * factor;
        }

        return power * 10;
    }

    internal static decimal Y(decimal value, decimal top) => Top + (Height - Bottom - Top) * (1 - value / top);

    internal static string N(decimal value) => decimal.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Short(decimal value) => value switch
    {
        >= 1_000_000 => (value / 1_000_000).ToString("0.##", CultureInfo.InvariantCulture) + " M",
        >= 10_000 => (value / 1_000).ToString("0.##", CultureInfo.InvariantCulture) + " k",
        _ => value.ToString("#,0.###", CultureInfo.InvariantCulture),
    };
}
