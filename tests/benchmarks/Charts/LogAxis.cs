using System.Globalization;

namespace FleetActors.Benchmarks.Charts;

/// <summary>A logarithmic axis: from values to pixels.</summary>
/// <param name="Lowest">The value at its beginning, above 0.</param>
/// <param name="Highest">The value at its end.</param>
/// <param name="From">The pixel of the lowest value.</param>
/// <param name="To">The pixel of the highest one.</param>
public readonly record struct LogAxis(double Lowest, double Highest, double From, double To)
{
    /// <summary>A little room beyond the outermost values, so that no dot lies on an edge.</summary>
    private const double Room = 1.4;

    /// <summary>The axis that has room for all values.</summary>
    public static LogAxis Around(IEnumerable<double> values, double from, double to)
    {
        var (lowest, highest) = (double.MaxValue, 0.0);
        foreach (var value in values) (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        // A decade at least, and a decade's line in it, or there would be nothing to read values from.
        (lowest, highest) = (lowest / Room, highest * Room);
        if (Math.Floor(Math.Log10(highest)) < Math.Ceiling(Math.Log10(lowest)) + 1)
            (lowest, highest) = (Math.Pow(10, Math.Floor(Math.Log10(lowest))), Math.Pow(10, Math.Ceiling(Math.Log10(highest))));
        return new(lowest, highest, from, to);
    }

    /// <summary>The pixel of a value.</summary>
    public double At(double value) => From + (To - From) * Math.Log(value / Lowest) / Math.Log(Highest / Lowest);

    /// <summary>The powers of ten, and two and five times them.</summary>
    public IEnumerable<(double Value, bool IsDecade)> Ticks()
    {
        for (var power = (int)Math.Floor(Math.Log10(Lowest)); power <= Math.Log10(Highest); power++)
        {
            foreach (var step in (double[])[1, 2, 5])
            {
                var value = step * Math.Pow(10, power);
                if (value >= Lowest * (1 - 1e-9) && value <= Highest * (1 + 1e-9)) yield return (value, step == 1);
            }
        }
    }

    /// <summary>A value as a reader says it: 10 k, 2.5 M, 0.1.</summary>
    public static string Short(double value) => value switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e9:0.##} G"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.##} M"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.##} k"),
        >= 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };
}
