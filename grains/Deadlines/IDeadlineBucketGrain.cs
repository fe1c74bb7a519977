using Orleans.Concurrency;

namespace FleetActors.Deadlines;

/// <summary>
/// The contracts of one fleet that are due in one minute. Entries are appended in batches, never rewritten and never
/// removed, but checked when due. Key: <see cref="DeadlineBucketKey"/>.
/// </summary>
[Alias("IDeadlineBucketGrain")]
public interface IDeadlineBucketGrain : IGrainWithStringKey
{
    /// <summary>Enters a contract's due time; durable when answered. A due time that has passed is due at once.</summary>
    [AlwaysInterleave, Alias("Enter")] Task Enter(ContractId contract, DateTimeOffset due, CancellationToken cancellation);

    /// <summary>The contract owes nothing more: spare it the wake-up. Only a hint, forgotten in a crash.</summary>
    [AlwaysInterleave, OneWay, Alias("Forget")] Task Forget(ContractId contract, CancellationToken cancellation);

    /// <summary>Wakes every contract due by <paramref name="now"/> that was not woken yet. Answers how many it woke.</summary>
    [Alias("RunDue")] Task<int> RunDue(DateTimeOffset now, CancellationToken cancellation);
}
