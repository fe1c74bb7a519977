using System.Collections.Immutable;
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

    /// <summary>When a contract whose wake-up failed is woken again.</summary>
    public static readonly TimeSpan RetryFailed = TimeSpan.FromMinutes(1);

    private readonly DeadlineBucketKey _key;
    private readonly PagedLog<DeadlineEntry> _log;
    private readonly DeadlineCourier _courier;
    private readonly ILogger _logger;
    private readonly Dictionary<ContractId, Pending> _pending = [];
    private DateTimeOffset _lastRun = DateTimeOffset.MinValue;

    /// <summary>Made by Orleans.</summary>
    public DeadlineBucketGrain(
        IGrainContextAccessor contexts,
        [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage,
        DeadlineCourier courier,
        ILogger<DeadlineBucketGrain> logger)
    {
        (_courier, _logger) = (courier, logger);
        _key = DeadlineBucketKey.Parse(contexts.GrainContext.GrainId.Key.ToString()!);
        _log = new(storage, contexts.GrainContext.GrainId, "deadlines", DeactivateOnIdle);
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
    public Task Enter(ImmutableArray<DeadlineEntry> entries, CancellationToken cancellation)
    {
        // The pump may be past this minute already: what comes this late goes where it will still look.
        if (_key.Minute < DeadlineBucketKey.MinuteOf(_lastRun) - 1)
        {
            var later = _key with { Minute = DeadlineBucketKey.MinuteOf(_lastRun.AddMinutes(1)) };
            return GrainFactory.GetGrain<IDeadlineBucketGrain>(later.ToString()).Enter(entries, cancellation);
        }
        foreach (var entry in entries) Expect(entry);
        return _log.AppendAll(entries);
    }

    /// <inheritdoc/>
    public Task Forget(ImmutableArray<DeadlineEntry> entries, CancellationToken cancellation)
    {
        foreach (var (contract, due) in entries)
            if (_pending.TryGetValue(contract, out var pending) && pending == new Pending(due, 1)) _pending.Remove(contract);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<BucketRun> RunDue(DateTimeOffset now, CancellationToken cancellation)
    {
        if (now > _lastRun) _lastRun = now;
        var due = _pending.Where(p => p.Value.Due <= now).ToArray();
        if (due.Length == 0) return default;
        using var slots = new SemaphoreSlim(MaxWakeUpsAtOnce);
        await Task.WhenAll(due.Select(async p =>
        {
            await slots.WaitAsync(cancellation);
            try
            {
                await WakeUp(p.Key, p.Value, now, cancellation);
            }
            finally
            {
                slots.Release();
            }
        }));
        return new(due.Length, _pending.Values.Count(p => p.Due <= now));
    }

    private async Task WakeUp(ContractId contract, Pending woken, DateTimeOffset now, CancellationToken cancellation)
    {
        var next = await Wake(contract, now, cancellation);
        try
        {
            if (next is { } again)
            {
                // What is due again at once waits for the next round rather than spinning within this one.
                var later = again > now ? again : now.AddSeconds(1);
                var isHere = DeadlineBucketKey.For(_key.Fleet, contract, later) == _key;
                if (isHere) Remove(contract, woken); // or the new entry would be added to the one that was woken, and be due as early
                await (isHere ? Enter([new(contract, later)], cancellation) : _courier.Enter(new(_key.Fleet, contract), later));
            }
            Remove(contract, woken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            if (!cancellation.IsCancellationRequested) BucketLog.EnterFailed(_logger, contract, failure); // it stays pending here, and the pump comes again
        }
    }

    /// <summary>When the contract wants to be woken next. One that fails is moved on, so that it cannot hold the others up.</summary>
    private async Task<DateTimeOffset?> Wake(ContractId contract, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            return await GrainFactory.GetGrain<IContractGrain>(new ContractKey(_key.Fleet, contract).ToString()).WakeUp(now, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            if (!cancellation.IsCancellationRequested) BucketLog.WakeUpFailed(_logger, contract, failure);
            return now + RetryFailed;
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
    [LoggerMessage(1, LogLevel.Warning, "Waking contract {Contract} failed; it is woken again in a minute.")]
    public static partial void WakeUpFailed(ILogger logger, ContractId contract, Exception failure);

    [LoggerMessage(2, LogLevel.Warning, "The next deadline of contract {Contract} could not be entered; it is tried again.")]
    public static partial void EnterFailed(ILogger logger, ContractId contract, Exception failure);
}
