using FleetActors.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace FleetActors.Deadlines;

/// <summary>How far a fleet's deadlines have been run.</summary>
/// <param name="DoneUntilMinute">Every bucket of an earlier minute has been run to its end.</param>
[GenerateSerializer, Immutable, Alias("DeadlineProgress")]
public sealed record DeadlineProgress([property: Id(0)] long DoneUntilMinute);

/// <inheritdoc cref="IDeadlinePumpGrain"/>
[GrainType("deadline-pump")]
public sealed class DeadlinePumpGrain(
    [FromKeyedServices(FleetStorage.Provider)] IGrainStorage storage,
    TimeProvider clock,
    ILogger<DeadlinePumpGrain> logger)
    : RecordGrain<DeadlineProgress>(storage, "deadline-progress", new DeadlineProgress(long.MaxValue), clock), IDeadlinePumpGrain, IRemindable
{
    /// <summary>How often due buckets are looked at while the pump is awake.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>For so many minutes a bucket is looked at again, for entries that arrive late.</summary>
    public const int GraceMinutes = 2;

    private const string Reminder = "deadlines";
    private readonly TimeProvider _clock = clock;
    private long _from = long.MaxValue;
    private FleetId _fleet;
    private Task _lastWrite = Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task OnRead(CancellationToken cancellation)
    {
        _fleet = new FleetId(this.GetPrimaryKeyString());
        _from = State.DoneUntilMinute;
        if (_fleet.IsSimulated) return;
        await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), cancellation);
        this.RegisterGrainTimer(
            stopping => RunDue(_clock.GetUtcNow(), stopping),
            new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = Period, KeepAlive = true });
    }

    /// <inheritdoc/>
    public async Task Expect(long minute, CancellationToken cancellation)
    {
        if (minute >= _from && minute >= State.DoneUntilMinute) return;
        _from = Math.Min(_from, minute);
        await SaveProgress(); // durable before the bucket takes its first entry
    }

    /// <inheritdoc/>
    public async Task<int> RunDue(DateTimeOffset now, CancellationToken cancellation)
    {
        var woken = 0;
        var minute = DeadlineBucketKey.MinuteOf(now);
        var (first, done) = (_from, minute - GraceMinutes);
        for (var m = first; m <= minute; m++)
        {
            var runs = await Task.WhenAll(Enumerable.Range(0, DeadlineBucketKey.Parts).Select(part => RunBucket(new(_fleet, m, part), now, cancellation)));
            woken += runs.Sum(run => run.Woken);
            if (runs.Any(run => run.Left > 0)) done = Math.Min(done, m); // never past what is not done
        }
        if (_from == first && done > first)
        {
            _from = done;
            await SaveProgress();
        }
        return woken;
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask; // being awake is all it takes

    private async Task<BucketRun> RunBucket(DeadlineBucketKey bucket, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            return await GrainFactory.GetGrain<IDeadlineBucketGrain>(bucket.ToString()).RunDue(now, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            if (!cancellation.IsCancellationRequested) PumpLog.BucketFailed(logger, bucket.ToString(), failure);
            return new(Woken: 0, Left: 1);
        }
    }

    /// <summary>Expectations interleave with runs, so writes take turns; each writes what holds when its turn comes.</summary>
    private Task SaveProgress()
    {
        return _lastWrite = WriteAfter(_lastWrite);

        async Task WriteAfter(Task earlier)
        {
            await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (_from != State.DoneUntilMinute) await Persist(new DeadlineProgress(_from));
        }
    }
}

internal static partial class PumpLog
{
    [LoggerMessage(1, LogLevel.Warning, "Deadline bucket {Bucket} could not be run; it is tried again.")]
    public static partial void BucketFailed(ILogger logger, string bucket, Exception failure);
}
