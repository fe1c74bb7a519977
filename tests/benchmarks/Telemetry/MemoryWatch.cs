using System.Diagnostics;

namespace FleetActors.Benchmarks.Telemetry;

/// <summary>Looks at a silo's resident memory once a second.</summary>
public sealed class MemoryWatch(SiloProcess silo)
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(1);
    private readonly List<(double Seconds, double Megabytes)> _seen = [];

    /// <summary>The first look, in MB.</summary>
    public double FirstMb => _seen[0].Megabytes;

    /// <summary>The most of the first half, in MB.</summary>
    public double FirstHalfMb => _seen.Take(_seen.Count / 2).Max(at => at.Megabytes);

    /// <summary>The most of the second half, in MB: not above the first half's in a process whose memory is flat.</summary>
    public double SecondHalfMb => _seen.Skip(_seen.Count / 2).Max(at => at.Megabytes);

    /// <summary>The last look, in MB.</summary>
    public double LastMb => _seen[^1].Megabytes;

    /// <summary>The slope of the straight line that fits best, in MB a minute.</summary>
    public double MbPerMinute
    {
        get
        {
            var (meanX, meanY) = (_seen.Average(at => at.Seconds), _seen.Average(at => at.Megabytes));
            return 60 * _seen.Sum(at => (at.Seconds - meanX) * (at.Megabytes - meanY)) / _seen.Sum(at => (at.Seconds - meanX) * (at.Seconds - meanX));
        }
    }

    /// <summary>Looks for a time.</summary>
    public async Task RunAsync(TimeSpan time, CancellationToken cancellation)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < time || _seen.Count < 3; await Task.Delay(Each, cancellation))
            _seen.Add((watch.Elapsed.TotalSeconds, silo.ResidentBytes / 1048576.0));
    }
}
