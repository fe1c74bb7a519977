namespace FleetActors.Simulation.Emit;

/// <summary>What somebody asked for cannot be done; the message says what and what would be right. For the person at the keyboard, not a bug.</summary>
public sealed class EmitException(string message) : Exception(message);
