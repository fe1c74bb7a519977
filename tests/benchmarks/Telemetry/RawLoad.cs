using System.Diagnostics;
using FleetActors.Telemetry;

namespace FleetActors.Benchmarks.Telemetry;

/// <summary>The same connection, the same sizes, the same calls under way, and nobody looks at the bytes.</summary>
public static class RawLoad
{
    /// <summary>Fixes' worth of bytes a second.</summary>
    public static async Task<double> RunAsync(IGrainFactory grains, int sinks, int batchSize, TimeSpan time, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var blocks = await Task.WhenAll(Enumerable.Range(0, sinks).Select(sink => Task.Run(() => SendAsync(sink), cancellation)));
        return blocks.Sum() * (double)batchSize / watch.Elapsed.TotalSeconds;

        async Task<long> SendAsync(int sink)
        {
            var grain = grains.GetGrain<IRawSinkGrain>(sink);
            var block = new RawBlock(new byte[batchSize * WireFix.Size]);
            var sent = 0L;
            for (; watch.Elapsed < time; sent++) await grain.Take(block, cancellation);
            return sent;
        }
    }
}
