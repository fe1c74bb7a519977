using System.Collections.Immutable;
using FleetActors.Telemetry;

namespace FleetActors.Sdk;

/// <summary>
/// The part of a writer that feeds one shard: callers fill batches under a lock, one loop sends them one after the other, so
/// that fixes of a car arrive in order whatever has to be repeated.
/// </summary>
internal sealed class TelemetryWriterLane
{
    private readonly FleetHandle _fleet;
    private readonly TelemetryWriterOptions _options;
    private readonly TelemetryWriterLink _link;
    private readonly CancellationToken _stop;
    private readonly ShortLock _gate = new();
    private readonly Queue<TelemetryWriterBatch> _full = [];
    private readonly Stack<TelemetryWriterBatch> _free = [];
    private readonly Queue<(long Written, TaskCompletionSource Done)> _flushes = [];
    private TelemetryWriterBatch? _filling;
    private TaskCompletionSource _work = NewSignal();
    private TaskCompletionSource? _room;
    private long _written;
    private long _answered;
    private long _waits;
    private Exception? _failure;

    /// <summary>What must have been answered before this lane sends on: fixes that cars which came here wrote in other lanes.</summary>
    private Task _before = Task.CompletedTask;

    public TelemetryWriterLane(FleetHandle fleet, int shard, Func<int, TelemetryWriterLane> laneOf, TelemetryWriterOptions options, CancellationToken stop)
    {
        (_fleet, _options, _stop, Shard) = (fleet, options, stop, shard);
        _link = new(fleet, fleet.Client.Grains.Of<IVehicleShardGrain>(new ShardKey(fleet.Id, shard).ToString()), this, laneOf, options);
        for (var n = 0; n < options.MaxBatches; n++) _free.Push(new(options.BatchSize));
        _filling = _free.Pop();
        Ended = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Whose lane it is.</summary>
    public int Shard { get; }

    /// <summary>Completes when the writer was closed and nothing is under way.</summary>
    public Task Ended { get; }

    public TelemetryCounters Counters => _link.Counters with { Written = Volatile.Read(ref _written), Waits = Volatile.Read(ref _waits) };

    public Task<ImmutableArray<VehicleHandle>> HandlesAsync(ImmutableArray<VehicleId> vehicles, CancellationToken cancellation) =>
        _link.HandlesAsync(vehicles, cancellation);

    public ValueTask WriteAsync(TelemetryWriterCar car, in PackedFix fix, CancellationToken cancellation) =>
        TryAdd(car, fix) ? ValueTask.CompletedTask : new(WaitAndAddAsync(car, fix, cancellation));

    public async Task FlushAsync(CancellationToken cancellation)
    {
        Task answered;
        using (_gate.Hold())
        {
            if (_failure is not null) throw _failure;
            answered = Flush();
        }
        await answered.WaitAsync(cancellation);
    }

    /// <summary>Fixes of cars that have come here from a lane whose loop waits for this; as <see cref="TelemetryWriterLink.SendAsync"/>.</summary>
    public async Task SendFromAsync(TelemetryWriterBatch batch, bool isReplay, CancellationToken cancellation)
    {
        await _link.SendAsync(batch, isReplay, cancellation);
        using (_gate.Hold()) _work.TrySetResult(); // the loop may have slept without a car at risk, and must look whether this is durable
    }

    /// <summary>
    /// Cars of this lane go to another one: from now on they write there, and that lane sends nothing on before this one has had
    /// answered all that was written here, so that each car's fixes keep their order.
    /// </summary>
    public void Leave(IEnumerable<(TelemetryWriterCar Car, VehicleHandle Handle)> cars, TelemetryWriterLane to)
    {
        // Both locks: nobody writes there before it is known what comes first. They are taken from lesser to greater shards only.
        using (_gate.Hold())
        using (to._gate.Hold())
        {
            foreach (var (car, handle) in cars) car.Take(handle, to);
            to._before = Task.WhenAll(to._before, _before, Flush());
        }
    }

    /// <summary>Under the lock: completes when everything written until now is answered.</summary>
    private Task Flush()
    {
        if (_answered == _written) return Task.CompletedTask;
        var done = NewSignal();
        _flushes.Enqueue((_written, done));
        _work.TrySetResult();
        return done.Task;
    }

    private bool TryAdd(TelemetryWriterCar car, in PackedFix fix)
    {
        using (_gate.Hold())
        {
            if (_failure is not null) throw _failure;
            if (!ReferenceEquals(car.Lane, this)) return false;
            if (_filling is { Count: > 0 } && !_filling.Takes(fix.AtMs)) CloseFilling();
            if (_filling is not { } batch) return false;
            batch.Add(car, fix);
            _written++;
            if (batch.IsFull)
            {
                CloseFilling();
            }
            else if (batch.Count == 1)
            {
                _work.TrySetResult();
            }
            return true;
        }
    }

    /// <summary>Under the lock: what is gathered goes on its way.</summary>
    private void CloseFilling()
    {
        _full.Enqueue(_filling!);
        _filling = _free.TryPop(out var next) ? next : null;
        _work.TrySetResult();
    }

    private async Task WaitAndAddAsync(TelemetryWriterCar car, PackedFix fix, CancellationToken cancellation)
    {
        if (ReferenceEquals(car.Lane, this)) Interlocked.Increment(ref _waits);
        while (ReferenceEquals(car.Lane, this))
        {
            Task room;
            using (_gate.Hold())
            {
                if (_failure is not null) throw _failure;
                room = _filling is null ? (_room ??= NewSignal()).Task : Task.CompletedTask;
            }
            await room.WaitAsync(cancellation);
            if (TryAdd(car, fix)) return;
        }
        await car.Lane.WriteAsync(car, fix, cancellation); // it has just gone to another lane
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                _stop.ThrowIfCancellationRequested();
                var batch = await NextAsync();
                if (batch is null)
                {
                    await _link.CheckAsync(_stop);
                    continue;
                }
                Task before;
                using (_gate.Hold()) before = _before;
                if (!before.IsCompleted) await before.WaitAsync(_stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await _link.SendAsync(batch, isReplay: false, _stop);
                Return(batch);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            End(new ObjectDisposedException(nameof(TelemetryWriter))); // what waits is given up
        }
        catch (Exception failure)
        {
            // Nobody may wait for ever on a lane that has ended, whatever ended it.
            End(_stop.IsCancellationRequested ? new ObjectDisposedException(nameof(TelemetryWriter), failure) : failure);
        }
    }

    private void End(Exception failure)
    {
        using (_gate.Hold())
        {
            _failure = failure;
            _room?.TrySetResult();
            while (_flushes.TryDequeue(out var flush)) flush.Done.TrySetException(failure);
        }
    }

    /// <summary>A batch that is full, old enough or flushed; null when it is time to ask what has become durable.</summary>
    private async Task<TelemetryWriterBatch?> NextAsync()
    {
        while (true)
        {
            Task work;
            TimeSpan? wait;
            using (_gate.Hold())
            {
                if (_full.TryDequeue(out var full)) return full;
                var gathers = _filling is { Count: > 0 };
                if (gathers && _flushes.Count > 0) return TakeFilling();
                wait = gathers ? _options.MaxAge : _link.HasCarsAtRisk ? _options.DurabilityCheck : null;
                work = (_work = NewSignal()).Task;
            }
            if (wait is not { } limit)
            {
                await work.WaitAsync(_stop);
                continue;
            }
            var isOver = await TimeIsOverAsync(work, limit);
            using (_gate.Hold())
            {
                if (_full.Count > 0 || !isOver) continue;
                return _filling is { Count: > 0 } ? TakeFilling() : null;
            }
        }
    }

    private async Task<bool> TimeIsOverAsync(Task work, TimeSpan limit)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        var first = await Task.WhenAny(work, Task.Delay(limit, _fleet.Client.Clock, timer.Token));
        await timer.CancelAsync();
        _stop.ThrowIfCancellationRequested();
        return first != work;
    }

    private TelemetryWriterBatch TakeFilling()
    {
        var batch = _filling!;
        _filling = _free.TryPop(out var next) ? next : null;
        return batch;
    }

    private void Return(TelemetryWriterBatch batch)
    {
        using (_gate.Hold())
        {
            _answered += batch.Count;
            batch.Clear();
            if (_filling is null)
            {
                _filling = batch;
                _room?.TrySetResult();
                _room = null;
            }
            else
            {
                _free.Push(batch);
            }
            while (_flushes.TryPeek(out var flush) && flush.Written <= _answered) _flushes.Dequeue().Done.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
