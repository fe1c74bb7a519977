using FleetActors.Contracts;
using FleetActors.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace FleetActors.Deadlines;

/// <summary>One deadline as it is stored.</summary>
[GenerateSerializer, Immutable, Alias("DeadlineEntry")]
public readonly record struct DeadlineEntry([property: Id(0)] ContractId Contract, [property: Id(1)] DateTimeOffset Due);

/// <inheritdoc cref="IDeadlineBucketGrain"/>
/// <remarks>
/// Invariant under interleaving: an entry is in <c>_pending</c> from its append until a wake-up of it was answered, and
/// <c>Enter</c> completes only when its page is durable. Losing <c>_pending</c> (a crash) only repeats wake-ups.
/// </remarks>
[GrainType("deadline-bucket")]
public sealed class DeadlineBucketGrain : Grain, IDeadlineBucketGrain
{
    /// <summary>How many contracts one bucket wakes at a time.</summary>
    public const int MaxWakeUpsAtOnce = 64;

    private readonly DeadlineBucketKey _key;
    private readonly PagedLog<DeadlineEntry> _log;
    private readonly ILogger _logger;
    private readonly Dictionary<ContractId, Pending> _pending = [];

    /// <summary>Made by Orleans.</summary>
    public DeadlineBucketGrain(IGrainContext context, [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage, ILogger<DeadlineBucketGrain> logger)
    {
        _logger = logger;
        _key = DeadlineBucketKey.Parse(context.GrainId.Key.ToString()!);
        _log = new(storage, context.GrainId, "deadlines", DeactivateOnIdle);
    }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _log.Open();
        for (var page = 0; page < _log.PageCount; page++)
        {
            foreach (var entry in (await _log.Read(page))!.Entries) Expect(entry);
        }
        await GrainFactory.GetGrain<IDeadlinePumpGrain>(_key.Fleet.Value).Expect(_key.Minute, cancellationToken);
    }

    /// <inheritdoc/>
    public Task Enter(ContractId contract, DateTimeOffset due, CancellationToken cancellation)
    {
        var entry = new DeadlineEntry(contract, due);
        Expect(entry);
        return _log.Append(entry);
    }

    /// <inheritdoc/>
    public Task Forget(ContractId contract, CancellationToken cancellation)
    {
        _pending.Remove(contract);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<int> RunDue(DateTimeOffset now, CancellationToken cancellation)
    {
        var due = _pending.Where(p => p.Value.Due <= now).ToArray();
        foreach (var chunk in due.Chunk(MaxWakeUpsAtOnce))
            await Task.WhenAll(chunk.Select(p => WakeUp(p.Key, p.Value, now, cancellation)));
        return due.Length;
    }

    private async Task WakeUp(ContractId contract, Pending woken, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            var next = await GrainFactory
                .GetGrain<IContractGrain>(new ContractKey(_key.Fleet, contract).ToString())
                .WakeUp(now, cancellation);
            if (next is { } again)
            {
                // What is due again at once waits for the next round rather than spinning within this one.
                var later = again > now ? again : now.AddSeconds(1);
                var bucket = DeadlineBucketKey.For(_key.Fleet, contract, later);
                if (bucket == _key)
                    Remove(contract, woken);
                await (bucket == _key
                    ? Enter(contract, later, cancellation)
                    : GrainFactory.GetGrain<IDeadlineBucketGrain>(bucket.ToString()).Enter(contract, later, cancellation));
            }
            Remove(contract, woken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            BucketLog.WakeUpFailed(_logger, contract, failure); // it stays pending and is woken again in the next round
        }
    }

    /// <summary>Of several entries of one contract the earliest counts; a wake-up answers for all of them.</summary>
    private void Expect(DeadlineEntry entry)
    {
        var known = _pending.GetValueOrDefault(entry.Contract);
        var due = known.Entries > 0 && known.Due < entry.Due ? known.Due : entry.Due;
        _pending[entry.Contract] = new(due, known.Entries + 1);
    }

    /// <summary>Removes what was woken, unless the contract entered itself again in the meantime.</summary>
    private void Remove(ContractId contract, Pending woken)
    {
        if (_pending.TryGetValue(contract, out var now) && now == woken) _pending.Remove(contract);
    }

    private readonly record struct Pending(DateTimeOffset Due, int Entries);
}

/// <summary>What a bucket logs.</summary>
internal static partial class BucketLog
{
    [LoggerMessage(1, LogLevel.Warning, "Waking contract {Contract} failed; it is woken again in a second.")]
    public static partial void WakeUpFailed(ILogger logger, ContractId contract, Exception failure);
}
