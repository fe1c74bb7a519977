namespace FleetActors.Benchmarks;

/// <summary>What benchmarks quote of several rounds.</summary>
internal static class Median
{
    /// <summary>The middle of the values; of an even number the lower of the two in the middle.</summary>
    public static double Of(IReadOnlyCollection<double> values) => values.Order().ElementAt((values.Count - 1) / 2);
}
