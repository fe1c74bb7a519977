using System.Collections.Immutable;

namespace FleetActors.Fleets;

/// <summary>
/// The service zones of a fleet in one version. Without zones the whole world is served.
/// </summary>
[GenerateSerializer, Immutable, Alias("FleetZones")]
public sealed record FleetZones(
    [property: Id(0)] int Version,
    [property: Id(1)] ImmutableArray<Zone> Zones)
{
    /// <summary>No zones: everywhere is served.</summary>
    public static FleetZones None { get; } = new(0, []);
}

/// <summary>A polygon in which rentals may end.</summary>
/// <param name="Id">Obeys <see cref="IdText.Rule"/>.</param>
/// <param name="Name">For people, at most 100 characters.</param>
/// <param name="Ring">The outer ring, 3 to 10,000 points, not closed by a repeated first point.</param>
[GenerateSerializer, Immutable, Alias("Zone")]
public sealed record Zone(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] ImmutableArray<GeoPoint> Ring);
