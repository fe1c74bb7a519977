namespace FleetActors.Tests.Client.MapHost;

/// <summary>The system's clock, for tests in which a real browser lives by it.</summary>
public sealed class RealTime : TimeProvider;
