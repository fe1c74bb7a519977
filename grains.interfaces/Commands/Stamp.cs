namespace FleetActors;

/// <summary>
/// When and by whom something is done, on messages between grains, which carry their own identity (contract and attempt)
/// and so need no command id. In a live fleet the receiver's clock decides and <paramref name="At"/> is only evidence.
/// </summary>
[GenerateSerializer, Immutable, Alias("Stamp")]
public readonly record struct Stamp([property: Id(0)] DateTimeOffset At, [property: Id(1)] Caller By);
