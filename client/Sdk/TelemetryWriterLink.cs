using System.Collections.Immutable;
using FleetActors.Telemetry;

namespace FleetActors.Sdk;

/// <summary>
/// What a lane knows of its shard: repeats calls, looks stale handles up again, and keeps the cars whose newest acknowledged
/// fix a crash of the shard would lose. Used by the lane's loop only, but for <see cref="Counters"/> and <see cref="HandlesAsync"/>.
/// </summary>
internal sealed class TelemetryWriterLink(FleetHandle fleet, IVehicleShardGrain shard, TelemetryWriterOptions options)
{
    private readonly List<TelemetryWriterCar> _atRisk = [];
    private readonly TelemetryWriterBatch _replay = new(options.BatchSize);
    private long _incarnation;
    private long _durable;
    private TelemetryCounters _counters;
    private readonly Lock _counting = new();

    public TelemetryCounters Counters
    {
        get
        {
            lock (_counting) return _counters;
        }
    }

    /// <summary>Whether a crash of the shard would lose something that was acknowledged.</summary>
    public bool HasCarsAtRisk => _atRisk.Count > 0;

    public Task<ImmutableArray<VehicleHandle>> HandlesAsync(ImmutableArray<VehicleId> vehicles, CancellationToken cancellation) =>
        RepeatAsync(token => shard.Handles(vehicles, token), cancellation);

    /// <summary>Sends a batch until it is answered, and again what had a stale handle, until it arrives or its car is known no more.</summary>
    public async Task SendAsync(TelemetryWriterBatch batch, CancellationToken cancellation)
    {
        while (true)
        {
            var receipt = await CallAsync(batch, cancellation);
            await TakeReceiptAsync(batch, receipt, cancellation);
            if (receipt.Unknown.IsEmpty) return;
            await LookUpAsync([.. receipt.Unknown.Select(batch.Car)], cancellation);
            var stale = new TelemetryWriterBatch(receipt.Unknown.Length) { BaseMs = batch.BaseMs };
            foreach (var at in receipt.Unknown)
            {
                if (batch.Car(at).IsRegistered) stale.Add(batch.Car(at), batch.Fix(at));
            }
            var lost = receipt.Unknown.Length - stale.Count;
            lock (_counting) _counters = _counters with { Unknown = _counters.Unknown + lost, Acknowledged = _counters.Acknowledged + lost };
            if (stale.Count == 0) return;
            batch = stale;
        }
    }

    /// <summary>Takes the handles of cars anew.</summary>
    private async Task LookUpAsync(ImmutableArray<TelemetryWriterCar> stale, CancellationToken cancellation)
    {
        foreach (var some in stale.Distinct().Chunk(IVehicleShardGrain.MaxPage))
        {
            var handles = await HandlesAsync([.. some.Select(car => car.Id)], cancellation);
            for (var n = 0; n < some.Length; n++) some[n].Take(handles[n]);
        }
    }

    /// <summary>Asks what has become durable, and whether the shard has restarted.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        _replay.Clear();
        await TakeReceiptAsync(_replay, await CallAsync(_replay, cancellation), cancellation);
    }

    private async Task<FixReceipt> CallAsync(TelemetryWriterBatch batch, CancellationToken cancellation)
    {
        while (true)
        {
            var outcome = await RepeatAsync(token => shard.ApplyBlock(batch.Block, token), cancellation, batch.Renew);
            if (outcome.IsAccepted) return outcome.Accepted;
            await PauseAsync(cancellation); // Refused for now; the bounds of a batch are ours, so it is none of its content.
        }
    }

    private async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation, Action? renew = null)
    {
        while (true)
        {
            try
            {
                return await fleet.Ask(call, cancellation);
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested && failure is not UnauthorizedAccessException)
            {
                await PauseAsync(cancellation); // The silo is away, or slow: its outcome is unknown, and a fix may come twice.
                renew?.Invoke();
            }
        }
    }

    private Task PauseAsync(CancellationToken cancellation)
    {
        lock (_counting) _counters = _counters with { Retries = _counters.Retries + 1 };
        return Task.Delay(options.RetryAfter, fleet.Client.Clock, cancellation);
    }

    private async Task TakeReceiptAsync(TelemetryWriterBatch batch, FixReceipt receipt, CancellationToken cancellation)
    {
        Remember(batch, receipt);
        Count(receipt, isReplay: false);
        var hasRestarted = _incarnation != 0 && _incarnation != receipt.Incarnation;
        _incarnation = receipt.Incarnation;
        if (hasRestarted && options.ReplaysAfterRestart) await ReplayAsync([.. _atRisk.Where(car => car.Acknowledged.Sequence != receipt.Sequence || !IsIn(batch, car))], cancellation);
        else Forget(receipt.DurableSequence);
    }

    private static bool IsIn(TelemetryWriterBatch batch, TelemetryWriterCar car)
    {
        for (var at = 0; at < batch.Count; at++)
        {
            if (ReferenceEquals(batch.Car(at), car)) return true;
        }
        return false;
    }

    /// <summary>Keeps each car's newest fix that was believed, until its batch is durable.</summary>
    private void Remember(TelemetryWriterBatch batch, FixReceipt receipt)
    {
        var (unknown, quarantined) = (0, 0);
        for (var at = 0; at < batch.Count; at++)
        {
            if (Skip(receipt.Unknown, at, ref unknown) || Skip(receipt.QuarantinedAt, at, ref quarantined)) continue;
            var (car, fix) = (batch.CarInTurn(at), batch.Fix(at));
            var acknowledged = car.Acknowledged;
            if (fix.AtMs < acknowledged.AtMs) continue;
            acknowledged.Take(fix, receipt.Sequence);
            if (acknowledged.IsAtRisk) continue;
            acknowledged.IsAtRisk = true;
            _atRisk.Add(car);
        }
    }

    /// <summary>Positions are in order, so one index runs along.</summary>
    private static bool Skip(ImmutableArray<int> positions, int at, ref int next)
    {
        if (next >= positions.Length || positions[next] != at) return false;
        next++;
        return true;
    }

    private void Forget(long durable)
    {
        if (durable == _durable) return;
        _durable = durable;
        _atRisk.RemoveAll(car => !(car.Acknowledged.IsAtRisk = car.Acknowledged.Sequence > durable));
    }

    /// <summary>The shard has restarted: what it acknowledged and had not made durable is sent again, before anything newer.</summary>
    private async Task ReplayAsync(ImmutableArray<TelemetryWriterCar> cars, CancellationToken cancellation)
    {
        _durable = 0;
        var open = new Queue<TelemetryWriterCar>(cars);
        while (open.Count > 0)
        {
            _replay.Clear();
            while (!_replay.IsFull && open.TryPeek(out var car) && _replay.Takes(car.Acknowledged.AtMs))
            {
                _replay.Add(car, car.Acknowledged.Fix);
                open.Dequeue();
            }
            var receipt = await CallAsync(_replay, cancellation);
            Remember(_replay, receipt);
            Count(receipt, isReplay: true);
            await LookUpAsync([.. receipt.Unknown.Select(_replay.Car)], cancellation);
            foreach (var car in receipt.Unknown.Select(_replay.Car).Where(car => car.IsRegistered)) open.Enqueue(car);
            if (receipt.Incarnation == _incarnation) continue;
            _incarnation = receipt.Incarnation;
            open = new(_atRisk); // and all again, for it has restarted meanwhile
        }
    }

    private void Count(FixReceipt receipt, bool isReplay)
    {
        var ended = receipt.Applied + receipt.Older + receipt.Quarantined;
        lock (_counting)
        {
            _counters = isReplay
                ? _counters with { Replayed = _counters.Replayed + ended, Batches = _counters.Batches + 1 }
                : _counters with
                {
                    Acknowledged = _counters.Acknowledged + ended, Applied = _counters.Applied + receipt.Applied, Older = _counters.Older + receipt.Older,
                    Quarantined = _counters.Quarantined + receipt.Quarantined, Batches = _counters.Batches + 1,
                };
        }
    }
}
