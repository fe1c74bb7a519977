namespace FleetActors.Vehicles;

/// <summary>One published step of a vehicle through the MDS states.</summary>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="Type">Why.</param>
/// <param name="PublishedAt">When it could be known: not before the contact that revealed it. Never decreases in a history.</param>
/// <param name="OccurredAt">When it happened; earlier than <paramref name="PublishedAt"/> for what was owed during lost contact.</param>
[GenerateSerializer, Immutable, Alias("MdsEvent")]
public readonly record struct MdsEvent(
    [property: Id(0)] MdsVehicleState From,
    [property: Id(1)] MdsVehicleState To,
    [property: Id(2)] MdsEventType Type,
    [property: Id(3)] DateTimeOffset PublishedAt,
    [property: Id(4)] DateTimeOffset OccurredAt);
