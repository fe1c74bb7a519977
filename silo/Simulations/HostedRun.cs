using FleetActors.Api;
using FleetActors.Simulation;

namespace FleetActors.Silo.Simulations;

/// <summary>
/// One run under way: plays in steps of at most a simulated minute, and stands between two of them when it is told to.
/// Commands come from the registry, one at a time.
/// </summary>
internal sealed class HostedRun(
    FleetId owner, SimulationFolders folders, CreateSimulationBody description, Scenario scenario, SimulationView initial, SimulationCheckpoint? resumeFrom, TimeProvider clock, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FiguresEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stop = new();
    private volatile TaskCompletionSource _mayGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SimulationView _view = initial;
    private SimulationRun? _run;
    private RunPace _pace = new(description.Speed, clock);
    private long _figuresAt;
    private Task _playing = Task.CompletedTask;

    public SimulationView View => _view;

    /// <summary>Whether it holds a silo, or is about to.</summary>
    public bool IsActive => _view.State is SimulationState.Preparing or SimulationState.Running or SimulationState.Paused;

    /// <summary>Begins to play, or goes on.</summary>
    public void Start()
    {
        _pace = new RunPace(_view.Speed, clock);
        if (_view.State == SimulationState.Paused) Change(_view with { State = SimulationState.Running });
        if (_view.State == SimulationState.Ready)
        {
            Change(_view with { State = SimulationState.Preparing });
            _playing = Task.Run(Play);
        }
        _mayGo.TrySetResult();
    }

    /// <summary>Stands after the present step. A run that prepares stands when it is prepared.</summary>
    public Task Pause(CancellationToken cancellation)
    {
        // A run that stands waits for this very promise: a second pause must not put another in its place.
        if (_mayGo.Task.IsCompleted) _mayGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return Between(run =>
        {
            if (run is not null && _view.State == SimulationState.Running) Change(Figures(run) with { State = SimulationState.Paused });
        }, cancellation);
    }

    /// <summary>Changes the speed from here on.</summary>
    public Task SetSpeed(double? factor, CancellationToken cancellation) => Between(_ =>
    {
        _pace = new RunPace(factor, clock);
        Change(_view with { Speed = factor });
    }, cancellation);

    /// <summary>Remembers the present step; false when the run has no step yet.</summary>
    public async Task<bool> TakeCheckpoint(CancellationToken cancellation)
    {
        var isTaken = false;
        await Between(run =>
        {
            if (run is null || _view.State is not (SimulationState.Running or SimulationState.Paused)) return;
            var (at, events, hash) = run.Checkpoint();
            Change(Figures(run) with { Checkpoint = new(at, events, hash) });
            isTaken = true;
        }, cancellation);
        return isTaken;
    }

    /// <summary>Ends it where it is.</summary>
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await _playing;
        if (_view.State == SimulationState.Ready) Change(_view with { State = SimulationState.Stopped });
    }

    public void Dispose()
    {
        _stop.Dispose();
        _turn.Dispose();
    }

    private async Task Between(Action<SimulationRun?> change, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            change(_run);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task Play()
    {
        try
        {
            await PlayToTheEnd(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            Change(_view with { State = SimulationState.Stopped });
        }
        catch (Exception failure)
        {
            RunLog.Failed(logger, _view.Id, failure);
            Change(_view with { State = SimulationState.Failed, Error = failure.Message });
        }
        finally
        {
            _run = null;
        }
    }

    private async Task PlayToTheEnd(CancellationToken cancellation)
    {
        var results = folders.Results(owner, _view.Id);
        if (Directory.Exists(results)) Directory.Delete(results, recursive: true);
        using var host = RunHost.Build();
        // A silo that is stopped half started complains loudly; a second later it stops in peace.
        await host.StartAsync(CancellationToken.None);
        try
        {
            var grains = host.Services.GetRequiredService<IGrainFactory>();
            await using var output = description.Results is { Length: > 0 } forms
                ? await RunOutput.Open(scenario, results, forms.Select(SimulationDescriptions.Form), TimeSpan.FromMinutes(1))
                : null;
            using var run = new SimulationRun(grains, new FleetId($"{FleetId.SimulatedPrefix}{scenario.Seed}"), scenario, output: output);
            await run.Prepare(cancellation);
            if (resumeFrom is { } checkpoint && !await run.BringTo(new(checkpoint.At, checkpoint.Events, checkpoint.Hash), cancellation))
                throw new ScenarioException("checkpoint", "", "the run took another course than before its checkpoint; the scenario's files or the server's version have changed");
            await Between(_ => Begin(run), cancellation);
            while (!run.World.IsFinished) await PlayStep(run, cancellation);
            if (output is not null) await output.Complete(cancellation);
            var audit = await RunAudit.Of(run, grains, cancellation);
            KpiReportWriter.WriteTo(results, run.Report());
            Change(Figures(run) with { State = SimulationState.Finished, Results = SimulationDescriptions.Files(results), Error = audit.IsClean ? null : string.Join("; ", audit.Lines()) });
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private void Begin(SimulationRun run)
    {
        _run = run;
        _pace = new RunPace(_view.Speed, clock);
        Change(Figures(run) with { State = _mayGo.Task.IsCompleted ? SimulationState.Running : SimulationState.Paused });
    }

    private async Task PlayStep(SimulationRun run, CancellationToken cancellation)
    {
        await _mayGo.Task.WaitAsync(cancellation);
        var isBehind = false;
        await _turn.WaitAsync(cancellation);
        try
        {
            if (!_mayGo.Task.IsCompleted) return;
            var longest = run.World.Now + Step;
            var until = _pace.Until(run.World.Now) is { } due && due < longest ? due : longest;
            isBehind = until == longest;
            await run.PlayUntil(until, cancellation);
            if (clock.GetElapsedTime(_figuresAt) > FiguresEvery) _view = Figures(run);
        }
        finally
        {
            _turn.Release();
        }
        if (!isBehind) await Task.Delay(Beat, clock, cancellation);
    }

    private SimulationView Figures(SimulationRun run)
    {
        _figuresAt = clock.GetTimestamp();
        return SimulationDescriptions.WithFigures(_view, run);
    }

    private void Change(SimulationView next)
    {
        _view = next;
        folders.Write(owner, next.Id, next);
    }
}

internal static partial class RunLog
{
    [LoggerMessage(1, LogLevel.Error, "Simulation {Id} failed.")]
    public static partial void Failed(ILogger logger, string id, Exception failure);
}
