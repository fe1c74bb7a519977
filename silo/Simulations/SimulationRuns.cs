using System.Collections.Concurrent;
using FleetActors.Api;
using FleetActors.Simulation;

namespace FleetActors.Silo.Simulations;

/// <summary>The runs of this server: a few at a time, some kept. What is under way when the server stops keeps a checkpoint.</summary>
public sealed class SimulationRuns(SimulationFolders folders, TimeProvider clock, ILogger<SimulationRuns> logger) : ISimulationRuns, IHostedService, IDisposable
{
    /// <summary>Runs that hold a silo at the same time, paused ones included.</summary>
    public const int MaxActive = 2;

    /// <summary>Runs that are kept, whatever their state.</summary>
    public const int MaxKept = 50;

    private readonly ConcurrentDictionary<(FleetId Owner, string Id), Entry> _runs = new();
    private readonly SemaphoreSlim _commands = new(1);

    /// <inheritdoc/>
    public IReadOnlyList<SimulationView> List(FleetId owner) =>
        [.. _runs.Where(run => run.Key.Owner == owner).Select(run => run.Value.View).OrderBy(view => view.Id, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public SimulationView? Get(FleetId owner, string id) => _runs.TryGetValue((owner, id), out var entry) ? entry.View : null;

    /// <inheritdoc/>
    public Task<SimulationAnswer> Create(FleetId owner, string id, CreateSimulationBody description, CancellationToken cancellation) => InTurn(async () =>
    {
        if (_runs.TryGetValue((owner, id), out var known))
        {
            return Same(known.Description, description)
                ? new SimulationAnswer(known.View)
                : SimulationAnswer.Refuse(SimulationRefusal.SimulationExists, $"There is a run {id} with another description. Choose another id.");
        }
        if (_runs.Count >= MaxKept) return SimulationAnswer.Refuse(SimulationRefusal.TooManySimulations, $"{MaxKept} runs are kept. Delete one.");
        if (description.Start && IsFull()) return Full();
        try
        {
            var scenario = await Task.Run(() => SimulationDescriptions.Load(owner, id, description, folders), cancellation);
            var view = SimulationDescriptions.Ready(id, description, scenario);
            folders.Write(owner, id, description);
            folders.Write(owner, id, view);
            var run = Host(owner, description, scenario, view, resumeFrom: null);
            _runs[(owner, id)] = new Entry(description, view) { Run = run };
            if (description.Start) run.Start();
            return new SimulationAnswer(run.View);
        }
        catch (ScenarioException problem)
        {
            if (Directory.Exists(folders.Of(owner, id))) Directory.Delete(folders.Of(owner, id), recursive: true);
            return SimulationAnswer.Refuse(SimulationRefusal.ScenarioInvalid, problem.Message);
        }
    }, cancellation);

    /// <inheritdoc/>
    public Task<SimulationAnswer> Start(FleetId owner, string id, CancellationToken cancellation) => OnRun(owner, id, entry =>
    {
        if (entry.View.State == SimulationState.Running) return Now(entry);
        if (entry is not { Run: { } run, View.State: SimulationState.Ready or SimulationState.Preparing or SimulationState.Paused }) return Wrong(entry, "ready or paused; a stopped one is resumed");
        if (!run.IsActive && IsFull()) return Task.FromResult(Full());
        run.Start();
        return Now(entry);
    }, cancellation);

    /// <inheritdoc/>
    public Task<SimulationAnswer> Pause(FleetId owner, string id, CancellationToken cancellation) => OnRun(owner, id, async entry =>
    {
        if (entry.Run is not { IsActive: true } run) return await Wrong(entry, "running");
        await run.Pause(cancellation);
        return await Now(entry);
    }, cancellation);

    /// <inheritdoc/>
    public Task<SimulationAnswer> SetSpeed(FleetId owner, string id, double? factor, CancellationToken cancellation) => OnRun(owner, id, async entry =>
    {
        if (entry.Run is not { } run || (!run.IsActive && entry.View.State != SimulationState.Ready)) return await Wrong(entry, "ready, running or paused");
        await run.SetSpeed(factor, cancellation);
        return await Now(entry);
    }, cancellation);

    /// <inheritdoc/>
    public Task<SimulationAnswer> TakeCheckpoint(FleetId owner, string id, CancellationToken cancellation) => OnRun(owner, id, async entry =>
        entry.Run is { } run && await run.TakeCheckpoint(cancellation) ? await Now(entry) : await Wrong(entry, "running or paused"), cancellation);

    /// <inheritdoc/>
    public Task<SimulationAnswer> Resume(FleetId owner, string id, CancellationToken cancellation) => OnRun(owner, id, async entry =>
    {
        if (entry.View.State is not (SimulationState.Stopped or SimulationState.Failed)) return await Wrong(entry, "stopped or failed");
        if (entry.View.Checkpoint is not { } checkpoint) return SimulationAnswer.Refuse(SimulationRefusal.NoCheckpoint, "The run has no checkpoint. Take one while it runs.");
        if (IsFull()) return Full();
        try
        {
            var scenario = await Task.Run(() => SimulationDescriptions.Load(owner, id, entry.Description, folders), cancellation);
            var view = SimulationDescriptions.Ready(id, entry.Description, scenario) with { Checkpoint = checkpoint, Speed = entry.View.Speed };
            entry.Run?.Dispose();
            entry.Run = Host(owner, entry.Description, scenario, view, checkpoint);
            entry.Run.Start();
            return await Now(entry);
        }
        catch (ScenarioException problem)
        {
            return SimulationAnswer.Refuse(SimulationRefusal.ScenarioInvalid, problem.Message);
        }
    }, cancellation);

    /// <inheritdoc/>
    public Task<SimulationAnswer> Stop(FleetId owner, string id, CancellationToken cancellation) => OnRun(owner, id, async entry =>
    {
        if (entry.View.State == SimulationState.Stopped) return await Now(entry);
        if (entry.Run is not { } run || entry.View.State is SimulationState.Finished or SimulationState.Failed) return await Wrong(entry, "ready, running or paused");
        await run.Stop();
        return await Now(entry);
    }, cancellation);

    /// <inheritdoc/>
    public Task<SimulationAnswer> Delete(FleetId owner, string id, CancellationToken cancellation) => OnRun(owner, id, async entry =>
    {
        if (entry.Run is { IsActive: true }) return await Wrong(entry, "stopped, finished or failed");
        entry.Run?.Dispose();
        _runs.TryRemove((owner, id), out _);
        Directory.Delete(folders.Of(owner, id), recursive: true);
        return new SimulationAnswer(entry.View);
    }, cancellation);

    /// <inheritdoc/>
    public string? ResultFile(FleetId owner, string id, string name) =>
        Get(owner, id) is { State: SimulationState.Finished } view && view.Results.Contains(name) ? Path.GetFullPath(Path.Combine(folders.Results(owner, id), name)) : null;

    /// <summary>Takes up the runs that are kept. What was under way when the server ended is stopped now.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (owner, description, state) in folders.ReadAll())
        {
            var isOver = state.State is SimulationState.Finished or SimulationState.Failed or SimulationState.Stopped;
            _runs[(owner, state.Id)] = new Entry(description, isOver ? state : state with { State = SimulationState.Stopped });
        }
        return Task.CompletedTask;
    }

    /// <summary>Every run under way gets a checkpoint and ends.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var run in _runs.Values.Select(entry => entry.Run).OfType<HostedRun>().Where(run => run.IsActive))
        {
            await run.TakeCheckpoint(cancellationToken);
            await run.Stop();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in _runs.Values) entry.Run?.Dispose();
        _commands.Dispose();
    }

    private HostedRun Host(FleetId owner, CreateSimulationBody description, Scenario scenario, SimulationView view, SimulationCheckpoint? resumeFrom) =>
        new(owner, folders, description, scenario, view, resumeFrom, clock, logger);

    private bool IsFull() => _runs.Values.Count(entry => entry.Run is { IsActive: true }) >= MaxActive;

    private static SimulationAnswer Full() => SimulationAnswer.Refuse(SimulationRefusal.TooManySimulations, $"{MaxActive} runs are under way. Stop one, or wait for its end.");

    private Task<SimulationAnswer> OnRun(FleetId owner, string id, Func<Entry, Task<SimulationAnswer>> command, CancellationToken cancellation) => InTurn(() =>
        _runs.TryGetValue((owner, id), out var entry)
            ? command(entry)
            : Task.FromResult(SimulationAnswer.Refuse(SimulationRefusal.UnknownSimulation, "There is no such simulation.")), cancellation);

    /// <summary>Commands to runs take turns: few people steer, and two of them must not start the last free place.</summary>
    private async Task<SimulationAnswer> InTurn(Func<Task<SimulationAnswer>> command, CancellationToken cancellation)
    {
        await _commands.WaitAsync(cancellation);
        try
        {
            return await command();
        }
        finally
        {
            _commands.Release();
        }
    }

    private static Task<SimulationAnswer> Now(Entry entry) => Task.FromResult(new SimulationAnswer(entry.View));

    private static Task<SimulationAnswer> Wrong(Entry entry, string allowed) =>
        Task.FromResult(SimulationAnswer.Refuse(SimulationRefusal.WrongSimulationState, $"It is {entry.View.State}; possible while {allowed}."));

    private static bool Same(CreateSimulationBody one, CreateSimulationBody other) =>
        one with { Results = null } == other with { Results = null } && (one.Results ?? []).SequenceEqual(other.Results ?? []);

    private sealed class Entry(CreateSimulationBody description, SimulationView kept)
    {
        public CreateSimulationBody Description => description;

        public HostedRun? Run { get; set; }

        public SimulationView View => Run?.View ?? kept;
    }
}
