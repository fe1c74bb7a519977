namespace FleetActors.Api;

/// <summary>Why a command to a run was refused. Append-only; the code over HTTP is the name in kebab-case.</summary>
public enum SimulationRefusal
{
    /// <summary>There is no such run.</summary>
    UnknownSimulation = 1,

    /// <summary>A run of this id was created from another description.</summary>
    SimulationExists = 2,

    /// <summary>As many runs as the server takes are under way, or kept.</summary>
    TooManySimulations = 3,

    /// <summary>The run's state does not allow this.</summary>
    WrongSimulationState = 4,

    /// <summary>The description cannot be used.</summary>
    ScenarioInvalid = 5,

    /// <summary>The run has no checkpoint.</summary>
    NoCheckpoint = 6,

    /// <summary>There is no such file among the run's results.</summary>
    UnknownResult = 7,

    /// <summary>This server runs no simulations.</summary>
    SimulationsUnavailable = 8,
}

/// <summary>What became of a command to a run: the run as it is now, or a refusal with what would have been allowed.</summary>
/// <param name="Run">The run; null when refused.</param>
/// <param name="Refusal">Why it was refused; null when accepted.</param>
/// <param name="Detail">For people.</param>
public sealed record SimulationAnswer(SimulationView? Run, SimulationRefusal? Refusal = null, string? Detail = null)
{
    /// <summary>A refusal.</summary>
    public static SimulationAnswer Refuse(SimulationRefusal refusal, string detail) => new(null, refusal, detail);
}

/// <summary>The runs of a server. Each belongs to the fleet whose key created it, and is a fleet of its own: it never touches a live one.</summary>
public interface ISimulationRuns
{
    /// <summary>The runs of an owner, in order of their ids.</summary>
    IReadOnlyList<SimulationView> List(FleetId owner);

    /// <summary>One run, or null.</summary>
    SimulationView? Get(FleetId owner, string id);

    /// <summary>Creates a run, and starts it unless told otherwise. The same description under the same id answers the run that is there.</summary>
    Task<SimulationAnswer> Create(FleetId owner, string id, CreateSimulationBody description, CancellationToken cancellation);

    /// <summary>Starts a run, or lets a paused one go on.</summary>
    Task<SimulationAnswer> Start(FleetId owner, string id, CancellationToken cancellation);

    /// <summary>Lets a run stand after its present step.</summary>
    Task<SimulationAnswer> Pause(FleetId owner, string id, CancellationToken cancellation);

    /// <summary>Changes the speed; null for as fast as it goes.</summary>
    Task<SimulationAnswer> SetSpeed(FleetId owner, string id, double? factor, CancellationToken cancellation);

    /// <summary>Waits for the end of the present step and remembers it. Durable when answered.</summary>
    Task<SimulationAnswer> TakeCheckpoint(FleetId owner, string id, CancellationToken cancellation);

    /// <summary>Brings a stopped or failed run to its checkpoint again and lets it go on.</summary>
    Task<SimulationAnswer> Resume(FleetId owner, string id, CancellationToken cancellation);

    /// <summary>Ends a run where it is.</summary>
    Task<SimulationAnswer> Stop(FleetId owner, string id, CancellationToken cancellation);

    /// <summary>Forgets a run that is not under way, with its files.</summary>
    Task<SimulationAnswer> Delete(FleetId owner, string id, CancellationToken cancellation);

    /// <summary>The path of a result of a finished run, or null.</summary>
    string? ResultFile(FleetId owner, string id, string name);
}
