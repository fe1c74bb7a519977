namespace FleetActors.Simulation;

/// <summary>
/// A step of a run between two commands. A run follows from its scenario, so this is all that must be kept of it: a resumed run
/// comes to the same step by doing the same again, and knows by the hash that it did.
/// </summary>
/// <param name="At">The run's clock.</param>
/// <param name="Events">Events until then.</param>
/// <param name="Hash">Their <see cref="EventHash"/>.</param>
public sealed record RunCheckpoint(DateTimeOffset At, long Events, string Hash);
