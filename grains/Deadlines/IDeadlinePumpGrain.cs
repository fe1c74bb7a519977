using Orleans.Concurrency;

namespace FleetActors.Deadlines;

/// <summary>Drives a fleet's deadline buckets: by a timer and a reminder in a live fleet, by the run's clock in a simulated one. Key: the fleet id.</summary>
[Alias("IDeadlinePumpGrain")]
public interface IDeadlinePumpGrain : IGrainWithStringKey
{
    /// <summary>A bucket of this minute exists: see to it that it will be run.</summary>
    [AlwaysInterleave, Alias("Expect")] Task Expect(long minute, CancellationToken cancellation);

    /// <summary>Runs all buckets up to <paramref name="now"/>. Answers how many contracts were woken.</summary>
    [Alias("RunDue")] Task<int> RunDue(DateTimeOffset now, CancellationToken cancellation);
}
