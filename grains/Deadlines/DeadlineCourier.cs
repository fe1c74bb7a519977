using FleetActors.Records;

namespace FleetActors.Deadlines;

/// <summary>Takes due times of contracts to their buckets, those of many contracts in one call.</summary>
public sealed class DeadlineCourier
{
    private readonly SharedCalls<DeadlineEntry, Done> _entering;
    private readonly SharedCalls<DeadlineEntry, Done> _forgetting;

    /// <summary>Made once for each silo.</summary>
    public DeadlineCourier(IGrainFactory grains)
    {
        var buckets = new GrainAddress<IDeadlineBucketGrain>(grains);
        _entering = new(async (bucket, entries) =>
        {
            await buckets.Of(bucket).Enter(entries, CancellationToken.None);
            return default;
        });
        _forgetting = new(async (bucket, entries) =>
        {
            await buckets.Of(bucket).Forget(entries, CancellationToken.None);
            return default;
        });
    }

    /// <summary>Enters a due time; durable when it completes.</summary>
    public Task Enter(ContractKey contract, DateTimeOffset due) => _entering.Join(Bucket(contract, due), new(contract.Contract, due)).Answer;

    /// <summary>Spares the contract a wake-up that it does not need any more. A hint: nobody need wait for it.</summary>
    public void Forget(ContractKey contract, DateTimeOffset due) =>
        _forgetting.Join(Bucket(contract, due), new(contract.Contract, due)).Answer.Ignore();

    private static string Bucket(ContractKey contract, DateTimeOffset due) =>
        DeadlineBucketKey.For(contract.Fleet, contract.Contract, due).ToString();
}
