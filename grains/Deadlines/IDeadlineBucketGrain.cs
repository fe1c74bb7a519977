using System.Collections.Immutable;
using Orleans.Concurrency;

namespace FleetActors.Deadlines;

/// <summary>
/// The contracts of one fleet that are due in one minute. Entries are appended in batches, never rewritten and never
/// removed, but checked when due. Key: <see cref="DeadlineBucketKey"/>.
/// </summary>
[Alias("IDeadlineBucketGrain")]
public interface IDeadlineBucketGrain : IGrainWithStringKey
{
    /// <summary>Enters due times of contracts; durable when answered. A due time that has passed is due at once.</summary>
    [AlwaysInterleave, Alias("EnterAll")] Task Enter(ImmutableArray<DeadlineEntry> entries, CancellationToken cancellation);

    /// <summary>
    /// These contracts owe nothing more: spare them the wake-ups of these entries. Only a hint, forgotten in a crash, and
    /// without effect for a contract that has entered itself again.
    /// </summary>
    [AlwaysInterleave, OneWay, Alias("ForgetAll")] Task Forget(ImmutableArray<DeadlineEntry> entries, CancellationToken cancellation);

    /// <summary>Wakes every contract due by <paramref name="now"/> that was not woken yet.</summary>
    [Alias("RunDue")] Task<BucketRun> RunDue(DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>What a bucket's run came to.</summary>
/// <param name="Woken">Contracts woken.</param>
/// <param name="Left">Contracts that are due and could not be dealt with: the bucket must be run again.</param>
[GenerateSerializer, Immutable, Alias("BucketRun")]
public readonly record struct BucketRun([property: Id(0)] int Woken, [property: Id(1)] int Left);
