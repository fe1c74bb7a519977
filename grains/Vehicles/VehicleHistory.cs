using System.Collections.Immutable;

namespace FleetActors.Vehicles;

/// <summary>
/// The newest events of a vehicle. When they fill a page, the page is written under a key of its own before the next event is,
/// and the record goes on with an empty one. So page n is decided by the record alone: writing it twice writes the same.
/// </summary>
/// <param name="FullPages">How many pages stand under keys of their own.</param>
/// <param name="Opening">What was published when <paramref name="Recent"/> began.</param>
/// <param name="Recent">The events since, oldest first: at most a page and the events of one command.</param>
[GenerateSerializer, Immutable, Alias("VehicleHistory")]
public sealed record VehicleHistory(
    [property: Id(0)] int FullPages,
    [property: Id(1)] MdsCursor Opening,
    [property: Id(2)] ImmutableArray<VehicleEvent> Recent)
{
    /// <summary>Nothing has happened.</summary>
    public static VehicleHistory Empty { get; } = new(0, MdsCursor.Start, []);

    /// <summary>Whether the newest events fill a page, which must be written before further ones.</summary>
    public bool IsFull => Recent.Length >= VehicleLimits.HistoryPage;

    /// <summary>The page that the newest events make.</summary>
    public VehiclePage Page => new(FullPages, Opening, Recent);

    /// <summary>The history once <see cref="Page"/> is durable.</summary>
    public VehicleHistory Turned() => new(FullPages + 1, MdsProjection.Of(Opening, Recent).Cursor, []);

    /// <summary>The history with further events.</summary>
    public VehicleHistory With(ImmutableArray<VehicleEvent> events) => events.IsEmpty ? this : this with { Recent = Recent.AddRange(events) };
}

/// <summary>A full page of a vehicle's history, under the state name <c>history-n</c>. Written once.</summary>
[GenerateSerializer, Immutable, Alias("VehiclePage")]
public sealed record VehiclePage(
    [property: Id(0)] int Number,
    [property: Id(1)] MdsCursor Opening,
    [property: Id(2)] ImmutableArray<VehicleEvent> Events);
