using System.Globalization;
using System.Net;

namespace FleetActors.Simulation;

/// <summary>Lines as inline SVG, one for each of the things compared. Every point has a title for the mouse.</summary>
internal static class SvgLines
{
    private const int Colours = 6;

    public static string Draw(string title, string unit, IReadOnlyList<string> labels, IReadOnlyList<ChartSeries> series)
    {
        var top = SvgChart.NiceTop(series.SelectMany(one => one.Values).DefaultIfEmpty(0).Max());
        var svg = SvgChart.Frame(title, top);
        var step = (decimal)(SvgChart.Width - SvgChart.Left) / Math.Max(1, labels.Count);
        var every = Math.Max(1, (labels.Count + 11) / 12);
        for (var i = 0; i < labels.Count; i += every)
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis\" x=\"{SvgChart.N(X(i))}\" y=\"{SvgChart.Height - 14}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(labels[i])}</text>");
        foreach (var one in series)
        {
            var points = string.Join(' ', one.Values.Select((value, i) => $"{SvgChart.N(X(i))},{SvgChart.N(SvgChart.Y(Math.Max(0, value), top))}"));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{one.ColourClass}\" points=\"{points}\"/>");
            for (var i = 0; i < one.Values.Count; i++)
            {
                var shown = WebUtility.HtmlEncode($"{labels[i]}  {one.Name}: {one.Values[i].ToString("#,0.#", CultureInfo.InvariantCulture)} {unit}");
                svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{one.ColourClass}\" cx=\"{SvgChart.N(X(i))}\" cy=\"{SvgChart.N(SvgChart.Y(Math.Max(0, one.Values[i]), top))}\" r=\"3\"><title>{shown}</title></circle>");
            }
        }

        return svg.Append("</svg>").ToString();

        decimal X(int i) => SvgChart.Left + (i + 0.5m) * step;
    }

    /// <summary>The page's classes for the n-th line; from the seventh on lines are dashed.</summary>
    public static string ClassOf(int number) => number < Colours ? $"l{number + 1}" : $"l{number % Colours + 1} dash";
}
