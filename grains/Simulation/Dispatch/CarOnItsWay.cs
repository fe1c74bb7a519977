namespace FleetActors.Simulation;

/// <summary>A car that could be sent, and how long it would take.</summary>
/// <param name="Car">Its number.</param>
/// <param name="TimeMs">Fastest drive to the customer in milliseconds.</param>
public readonly record struct CarOnItsWay(int Car, int TimeMs);
