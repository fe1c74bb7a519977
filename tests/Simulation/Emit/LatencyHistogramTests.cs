using FleetActors.Simulation;
using FleetActors.Simulation.Emit;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Simulation.Emit;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentiles_are_those_of_the_sorted_values_and_at_most_one_part_in_128_higher() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new SimulationRandom(unchecked((ulong)seed));
            var values = Enumerable.Range(0, 1 + random.Below(3_000)).Select(_ => (long)(random.NextBits() >> random.Between(28, 63))).ToArray();
            var histogram = new LatencyHistogram();
            foreach (var value in values) histogram.Record(value);
            Array.Sort(values);
            foreach (var share in (double[])[0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1])
            {
                var exact = values[Math.Max(0, (int)Math.Ceiling(share * values.Length - 1e-9) - 1)];
                Assert.InRange(histogram.Percentile(share), exact, exact + exact / 128);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Parts_put_together_are_the_whole()
    {
        var (whole, parts) = (new LatencyHistogram(), new List<HistogramCells>());
        var random = new SimulationRandom(5);
        var part = new LatencyHistogram();
        var before = LatencyHistogram.Counts();
        for (var i = 0; i < 10_000; i++)
        {
            var value = random.ExponentialMs(20_000);
            whole.Record(value);
            part.Record(value);
            if (i % 777 == 0) parts.Add(part.Since(before));
        }

        parts.Add(part.Since(before));
        var together = LatencyHistogram.Of(parts);
        Assert.Equal(10_000, together.Count);
        Assert.Equal(whole.All().Counts, together.All().Counts);
        Assert.Equal(whole.Percentile(0.99), together.Percentile(0.99));
    }

    [Fact]
    public void The_ends_of_the_scale_are_kept()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal(0, histogram.Percentile(0.99));
        histogram.Record(-5);
        Assert.Equal(0, histogram.Max);
        histogram.Record(long.MaxValue);
        Assert.True(histogram.Max >= 19L * 3_600 * 1_000_000);
    }
}
