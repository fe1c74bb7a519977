using System.Collections.Immutable;

namespace FleetActors.Api;

/// <summary>Describes a run. Without scenario and named it is a day of the built-in city.</summary>
/// <param name="Id">The run's id; made from the Idempotency-Key when left out.</param>
/// <param name="Scenario">A scenario file as text (YAML). It may name no other files.</param>
/// <param name="Named">A scenario that the operator of the server has laid into its scenarios folder, by its file or folder name.</param>
/// <param name="Seed">Overrides the scenario's seed.</param>
/// <param name="Vehicles">Overrides the size of the fleet, 1 to 20,000.</param>
/// <param name="Policy">Policies instead of the scenario's, such as dispatch=batch,reposition=demand.</param>
/// <param name="Traffic">free-flow, or queues: the run's cars hinder each other. The scenario's own when left out.</param>
/// <param name="Speed">Simulated seconds a second; as fast as it goes when left out.</param>
/// <param name="Results">Forms of the full results: parquet, csv, geojson; none when left out.</param>
/// <param name="Start">Whether it starts at once.</param>
public sealed record CreateSimulationBody(
    string? Id = null, string? Scenario = null, string? Named = null, long? Seed = null, int? Vehicles = null, string? Policy = null,
    string? Traffic = null, double? Speed = null, ImmutableArray<string>? Results = null, bool Start = true);

/// <summary>Changes a run's speed.</summary>
/// <param name="Max">True for as fast as it goes; then no factor is read.</param>
/// <param name="Factor">Simulated seconds a second, above 0 and at most 1,000,000.</param>
public sealed record SimulationSpeedBody(bool Max, double? Factor = null);

/// <summary>What a run is doing. Append-only.</summary>
public enum SimulationState
{
    /// <summary>Created, and waits to be started.</summary>
    Ready = 1,

    /// <summary>Loads its scenario and makes its fleet; or repeats what was before its checkpoint.</summary>
    Preparing = 2,

    /// <summary>Plays.</summary>
    Running = 3,

    /// <summary>Stands between two steps; goes on with start.</summary>
    Paused = 4,

    /// <summary>At its end; report and results are there.</summary>
    Finished = 5,

    /// <summary>Was stopped; it can be resumed when it has a checkpoint.</summary>
    Stopped = 6,

    /// <summary>Ended by an error; the error says which.</summary>
    Failed = 7,
}

/// <summary>A moment to which a run can be brought again.</summary>
/// <param name="At">The run's clock.</param>
/// <param name="Events">Events until then.</param>
/// <param name="Hash">Hash of those events; a resumed run must come to the same.</param>
public sealed record SimulationCheckpoint(DateTimeOffset At, long Events, string Hash);

/// <summary>A run's figures so far.</summary>
/// <param name="Requests">Made.</param>
/// <param name="Served">With their trip ended.</param>
/// <param name="Cancelled">Ended otherwise.</param>
/// <param name="WaitMeanSeconds">From request to start of the trip.</param>
/// <param name="WaitP95Seconds">95 of 100 waited at most this long.</param>
/// <param name="KmOccupied">Driven with a customer.</param>
/// <param name="KmEmpty">Driven without.</param>
/// <param name="UtilisationPercent">Of fleet time with a customer.</param>
/// <param name="Revenue">Sum of all invoice lines before tax.</param>
public sealed record SimulationKpis(
    long Requests, long Served, long Cancelled, long WaitMeanSeconds, long WaitP95Seconds, long KmOccupied, long KmEmpty, double UtilisationPercent, Money Revenue);

/// <summary>A run of a simulated fleet under a clock of its own.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Name">Name of the scenario, once it is loaded.</param>
/// <param name="Seed">The seed, once the scenario is loaded.</param>
/// <param name="Vehicles">Cars in the fleet, once the scenario is loaded.</param>
/// <param name="Policies">The policies, once the scenario is loaded.</param>
/// <param name="From">First simulated moment.</param>
/// <param name="To">End of the demand.</param>
/// <param name="Now">The run's clock.</param>
/// <param name="PercentDone">Of the time from first moment to end of demand.</param>
/// <param name="Speed">Simulated seconds a second as demanded; absent for as fast as it goes.</param>
/// <param name="Kpis">Figures so far.</param>
/// <param name="Events">Events so far.</param>
/// <param name="Hash">Hash of all events so far; two runs with the same took the same course.</param>
/// <param name="Checkpoint">The latest checkpoint.</param>
/// <param name="Results">Names of files to be had under results, once the run has finished.</param>
/// <param name="Error">What went wrong.</param>
public sealed record SimulationView(
    string Id, SimulationState State, string? Name, long? Seed, int? Vehicles, string? Policies, DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset? Now,
    double PercentDone, double? Speed, SimulationKpis? Kpis, long Events, string? Hash, SimulationCheckpoint? Checkpoint, ImmutableArray<string> Results, string? Error);
