using FleetActors.Simulation;

namespace FleetActors.Silo.Simulations;

/// <summary>One run of a scenario, or several that are compared.</summary>
/// <param name="Path">Scenario file or folder, or null for the built-in city.</param>
/// <param name="Seed">Overrides the scenario's.</param>
/// <param name="Vehicles">Overrides the size of the fleet.</param>
/// <param name="Speed">Simulated seconds a second, or null for as fast as it goes.</param>
/// <param name="ReportFolder">Where the report goes, or null for none.</param>
public sealed record SimulateSettings(string? Path, long? Seed, int? Vehicles, double? Speed, string? ReportFolder)
{
    /// <summary>Policies instead of the scenario's, such as <c>dispatch=batch,reposition=demand</c>; or null.</summary>
    public string? Policy { get; init; }

    /// <summary>One of <see cref="TrafficModes.Names"/> instead of the scenario's; or null.</summary>
    public string? Traffic { get; init; }

    /// <summary>The ways in which the scenario is played and compared; empty for one run as described.</summary>
    public IReadOnlyList<string> Compare { get; init; } = [];

    /// <summary>Where the full results go, or null for none.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>The forms of the full results.</summary>
    public IReadOnlyList<OutputFormat> Formats { get; init; } = [OutputFormat.Parquet];

    /// <summary>Where to play up to when the run is not to go to its end, in simulated time from the start; needs a checkpoint file.</summary>
    public TimeSpan? StopAfter { get; init; }

    /// <summary>Where the step at which the run stopped is written, or null.</summary>
    public string? CheckpointFile { get; init; }

    /// <summary>A checkpoint file of the same scenario that the run begins at, or null.</summary>
    public string? ResumeFile { get; init; }

    /// <summary>Simulated time between two positions of a car in the full results; zero for none.</summary>
    public TimeSpan PositionsEvery { get; init; } = TimeSpan.FromMinutes(1);
}
