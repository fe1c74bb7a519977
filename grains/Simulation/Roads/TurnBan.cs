namespace FleetActors.Simulation;

/// <summary>A turn that may not be taken: from the end of one link straight into another that starts there.</summary>
/// <param name="FromLink">Link on which one arrives.</param>
/// <param name="ToLink">Link that may not follow; it starts where <paramref name="FromLink"/> ends.</param>
public readonly record struct TurnBan(int FromLink, int ToLink);
