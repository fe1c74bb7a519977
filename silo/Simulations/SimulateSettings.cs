namespace FleetActors.Silo.Simulations;

/// <summary>One run of a scenario.</summary>
/// <param name="Path">Scenario file or folder, or null for the built-in city.</param>
/// <param name="Seed">Overrides the scenario's.</param>
/// <param name="Vehicles">Overrides the size of the fleet.</param>
/// <param name="Speed">Simulated seconds a second, or null for as fast as it goes.</param>
/// <param name="ReportFolder">Where the report goes, or null for none.</param>
public sealed record SimulateSettings(string? Path, long? Seed, int? Vehicles, double? Speed, string? ReportFolder);
