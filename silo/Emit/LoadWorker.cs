using FleetActors.Simulation.Emit;

namespace FleetActors.Silo.Emit;

/// <summary>
/// Drives the part of the cars that is this worker's. One thread walks through the schedule and hands fixes over; another one
/// watches. Neither is ever kept waiting by the target.
/// </summary>
public sealed class LoadWorker : IAsyncDisposable
{
    private const int LongestPauseMs = 20;
    private const int FixesBetweenLooks = 64;
    private const long LongestBatchUs = 1_000_000;
    private const int MostKeptBack = 48;

    private readonly EmitSettings _settings;
    private readonly LoadMeter _meter;
    private readonly IEmitChannel _channel;
    private readonly LoadSchedule _schedule;
    private readonly Dictionary<int, List<TemplateFields>> _keptBack = [];
    private readonly TemplateFields[] _batch;
    private int _batched;
    private int _batchCar;
    private long _batchBeganUs;

    /// <summary>Prepares it; nothing is sent yet.</summary>
    public LoadWorker(EmitSettings settings)
    {
        _settings = settings;
        _meter = new(settings.Timeout);
        _channel = settings.Target.Protocol == EmitProtocol.Mqtt ? new MqttChannel(settings, _meter) : new HttpChannel(settings, _meter);
        _schedule = new(settings.Profile, settings.Devices.Length, settings.Worker, settings.Workers);
        _batch = new TemplateFields[settings.Batch];
    }

    /// <summary>Makes the connections. Throws <see cref="EmitException"/> when the target cannot be reached.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        await _channel.OpenAsync(cancellation);
        // Cars and connections live as long as the run: moved among the old objects now, they are not copied in the middle of it.
        for (var generation = 0; generation < GC.MaxGeneration; generation++) GC.Collect();
    }

    /// <summary>
    /// Sends what is due from <paramref name="start"/> on, and ends when everything was answered or given up. What is not sent
    /// a time-out after the end of the schedule never will be: then this generator was asked for more than it can do.
    /// </summary>
    /// <param name="start">When second 0 is, a little in the future; the same for all workers.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="report">Told every second what was seen in it.</param>
    /// <param name="cancellation">Ends the schedule early.</param>
    public async Task RunAsync(DateTimeOffset start, TimeProvider clock, Action<LoadSecond> report, CancellationToken cancellation)
    {
        _meter.StartIn(start - clock.GetUtcNow(), start.ToUnixTimeMilliseconds());
        var sending = Task.Factory.StartNew(() => SendAll(cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var watching = Task.Factory.StartNew(() => Watch(sending, report, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(sending, watching);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private void SendAll(CancellationToken cancellation)
    {
        using var pause = new ManualResetEventSlim();
        var storms = new Queue<Storm>(_settings.Storms);
        var lastUs = _settings.Profile.DurationUs + (long)_settings.Timeout.TotalMicroseconds;
        while (!cancellation.IsCancellationRequested)
        {
            var nowUs = _meter.NowUs;
            while (storms.TryPeek(out var storm) && storm.AtUs <= nowUs)
            {
                storms.Dequeue();
                _ = Task.Run(() => _channel.Cut(storm), CancellationToken.None); // cutting thousands takes longer than a fix may be late
            }

            for (var taken = 0; taken < FixesBetweenLooks && _schedule.TryTake(nowUs, out var fix); taken++) Handle(fix);
            if (_batched > 0 && nowUs - _batchBeganUs >= LongestBatchUs) Send(_batchBeganUs + LongestBatchUs);
            if (_schedule.IsFinished || nowUs > lastUs) break;
            var waitUs = _schedule.NextDueUs - _meter.NowUs;
            if (waitUs > 0) pause.Wait((int)Math.Clamp(waitUs / 1_000, 1, LongestPauseMs), CancellationToken.None);
        }

        if (_batched > 0) Send(_meter.NowUs);
        _meter.Withheld(_keptBack.Values.Sum(kept => kept.Count));
    }

    private void Watch(Task sending, Action<LoadSecond> report, CancellationToken cancellation)
    {
        using var pause = new ManualResetEventSlim();
        var probe = new GeneratorProbe(_meter);
        for (var second = 1; ; second++)
        {
            for (var nextUs = _meter.NowUs; _meter.NowUs < second * 1_000_000L;)
            {
                pause.Wait(GeneratorProbe.Every, CancellationToken.None);
                nextUs += (long)GeneratorProbe.Every.TotalMicroseconds;
                // As late as this thread wakes up, others do: a full machine, or a collection of garbage.
                _meter.Stalled(Math.Max(0, _meter.NowUs - nextUs));
                nextUs = _meter.NowUs;
                probe.Try();
            }

            _channel.Sweep();
            var isCut = cancellation.IsCancellationRequested;
            var isLast = sending.IsCompleted && _meter.Open == 0 && (isCut || second * 1_000_000L >= _settings.Profile.DurationUs);
            // Read first: what is handed out while we look would count twice otherwise.
            var handedOut = _meter.HandedOut;
            var overdue = isCut ? 0 : _schedule.DueCount(_meter.NowUs) - _schedule.Taken;
            var (generator, machine) = probe.Take();
            report(_meter.Take(second, handedOut + Math.Max(0, overdue), generator, machine));
            if (isLast) return;
        }
    }

    private void Handle(DueFix due)
    {
        var fate = FaultRules.Fate(_settings.Faults, _settings.Seed, due.Car, due.DueUs);
        if (fate == FixFate.Withheld)
        {
            _meter.Withheld();
            return;
        }

        var reading = FaultRules.Spoil(_settings.Faults, _settings.Seed, due.Car, due.Number, _settings.Motion.Read(due.Car, due.DueUs / 1_000));
        var atUnixMs = _meter.UnixMsAt(due.DueUs) + FaultRules.ClockOffsetMs(_settings.Faults, _settings.Seed, due.Car);
        var fields = new TemplateFields(_settings.Devices[due.Car], atUnixMs, reading, due.Number);
        if (fate == FixFate.KeptBack)
        {
            KeepBack(due.Car, fields);
            return;
        }

        if (_keptBack.Remove(due.Car, out var kept))
        {
            foreach (var earlier in kept) Add(due.Car, due.DueUs, earlier);
        }

        Add(due.Car, due.DueUs, fields);
    }

    private void KeepBack(int car, TemplateFields fields)
    {
        if (!_keptBack.TryGetValue(car, out var kept)) _keptBack[car] = kept = [];
        if (kept.Count < MostKeptBack) kept.Add(fields);
        else _meter.Withheld();
    }

    private void Add(int car, long dueUs, in TemplateFields fields)
    {
        if (_batched == 0) (_batchCar, _batchBeganUs) = (car, dueUs);
        _batch[_batched++] = fields;
        if (_batched == _batch.Length) Send(dueUs);
    }

    /// <summary>A batch is due when its last fix is.</summary>
    private void Send(long dueUs)
    {
        _meter.Offer(_batched);
        _channel.Send(_batchCar, dueUs, _batch.AsSpan(0, _batched));
        _batched = 0;
    }
}
