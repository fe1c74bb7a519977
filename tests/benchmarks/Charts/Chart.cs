using System.Collections.Immutable;

namespace FleetActors.Benchmarks.Charts;

/// <summary>A chart with logarithmic axes: what something costs against how much of it there is.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Across">What the x axis counts, with its unit.</param>
/// <param name="Up">What the y axis counts, with its unit.</param>
/// <param name="Lines">At most <see cref="SvgChart.MaxLines"/>.</param>
/// <param name="Note">One line below: the command that drew it, the machine. May be empty.</param>
public sealed record Chart(string Title, string Across, string Up, ImmutableArray<ChartLine> Lines, string Note = "");

/// <summary>One measured series, or a bar to be reached.</summary>
/// <param name="Name">Written at its right end.</param>
/// <param name="Points">Sizes and values, both above 0; others are left out.</param>
/// <param name="IsBar">A bar is dashed and has no dots.</param>
public sealed record ChartLine(string Name, ImmutableArray<ChartPoint> Points, bool IsBar = false);

/// <summary>A measured value.</summary>
/// <param name="Size">How much there was.</param>
/// <param name="Value">What it took or gave.</param>
public readonly record struct ChartPoint(double Size, double Value);
