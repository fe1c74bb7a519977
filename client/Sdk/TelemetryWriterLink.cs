using System.Collections.Immutable;
using FleetActors.Telemetry;

namespace FleetActors.Sdk;

/// <summary>
/// What a lane knows of its shard: repeats calls, looks stale handles up again, and keeps the cars whose newest acknowledged
/// fix a crash of the shard would lose. Used by the lane's loop, and by that of a lane whose cars have come here; each waits for its
/// turn, and a loop waits only for lanes of greater shards, to which cars go.
/// </summary>
internal sealed class TelemetryWriterLink(
    FleetHandle fleet, IVehicleShardGrain shard, TelemetryWriterLane lane, Func<int, TelemetryWriterLane> laneOf, TelemetryWriterOptions options)
{
    private SemaphoreSlim Turn { get; } = new(1);
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

    /// <summary>Sends a batch until it is answered, and again what had a stale handle, until it arrives, here or at another shard, or its car is known no more.</summary>
    public async Task SendAsync(TelemetryWriterBatch batch, bool isReplay, CancellationToken cancellation)
    {
        await Turn.WaitAsync(cancellation);
        try
        {
            await SendInTurnAsync(batch, isReplay, cancellation);
        }
        finally
        {
            Turn.Release();
        }
    }

    private async Task SendInTurnAsync(TelemetryWriterBatch batch, bool isReplay, CancellationToken cancellation)
    {
        while (true)
        {
            var receipt = await CallAsync(batch, cancellation);
            await TakeReceiptAsync(batch, receipt, isReplay, cancellation);
            if (receipt.Unknown.IsEmpty) return;
            await LookUpAsync([.. receipt.Unknown.Select(batch.Car)], cancellation);
            var stale = new TelemetryWriterBatch(receipt.Unknown.Length) { BaseMs = batch.BaseMs };
            var gone = new List<(TelemetryWriterCar Car, PackedFix Fix)>();
            foreach (var at in receipt.Unknown)
            {
                var car = batch.Car(at);
                if (!IsHere(car)) gone.Add((car, batch.Fix(at)));
                else if (car.IsRegistered) stale.Add(car, batch.Fix(at));
            }
            var lost = isReplay ? 0 : receipt.Unknown.Length - stale.Count - gone.Count;
            lock (_counting) _counters = _counters with { Unknown = _counters.Unknown + lost, Acknowledged = _counters.Acknowledged + lost };
            await PassOnAsync(gone, isReplay, cancellation);
            if (stale.Count == 0) return;
            batch = stale;
        }
    }

    /// <summary>Takes the handles of cars anew. Those that another shard has go to its lane, with what a crash would lose of them.</summary>
    private async Task LookUpAsync(ImmutableArray<TelemetryWriterCar> stale, CancellationToken cancellation)
    {
        foreach (var some in stale.Distinct().Where(IsHere).Chunk(IVehicleShardGrain.MaxPage))
        {
            var handles = await HandlesAsync([.. some.Select(car => car.Id)], cancellation);
            foreach (var part in some.Zip(handles).GroupBy(found => found.Second.Generation == 0 ? lane.Shard : found.Second.Shard))
            {
                if (part.Key != lane.Shard) lane.Leave(part, laneOf(part.Key));
                else foreach (var (car, handle) in part) car.Take(handle);
            }
        }
        var gone = _atRisk.Where(car => !IsHere(car)).ToArray();
        if (gone.Length == 0) return;
        _atRisk.RemoveAll(car => !IsHere(car));
        foreach (var car in gone) car.Acknowledged.IsAtRisk = false;
        await PassOnAsync([.. gone.Select(car => (car, car.Acknowledged.Fix))], isReplay: true, cancellation);
    }

    private bool IsHere(TelemetryWriterCar car) => ReferenceEquals(car.Lane, lane);

    /// <summary>Sends fixes to the shards to which their cars have gone, in order.</summary>
    private async Task PassOnAsync(IReadOnlyList<(TelemetryWriterCar Car, PackedFix Fix)> gone, bool isReplay, CancellationToken cancellation)
    {
        foreach (var part in gone.GroupBy(said => said.Car.Lane))
        {
            var batch = new TelemetryWriterBatch(options.BatchSize);
            foreach (var (car, fix) in part)
            {
                if (batch.IsFull || !batch.Takes(fix.AtMs)) await SendAndClearAsync();
                batch.Add(car, fix);
            }
            await SendAndClearAsync();

            async Task SendAndClearAsync()
            {
                await part.Key.SendFromAsync(batch, isReplay, cancellation);
                batch.Clear();
            }
        }
    }

    /// <summary>Asks what has become durable, and whether the shard has restarted.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        await Turn.WaitAsync(cancellation);
        try
        {
            _replay.Clear();
            await TakeReceiptAsync(_replay, await CallAsync(_replay, cancellation), isReplay: false, cancellation);
        }
        finally
        {
            Turn.Release();
        }
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

    private async Task TakeReceiptAsync(TelemetryWriterBatch batch, FixReceipt receipt, bool isReplay, CancellationToken cancellation)
    {
        Remember(batch, receipt);
        Count(receipt, isReplay);
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
            foreach (var car in receipt.Unknown.Select(_replay.Car).Where(car => IsHere(car) && car.IsRegistered)) open.Enqueue(car);
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
