using System.Collections.Immutable;

namespace FleetActors.Api.Map;

/// <summary>The roads a fleet drives on.</summary>
public interface IMapNetworkSource
{
    /// <summary>
    /// The roads, or null when none are loaded. Must be the same instance until the roads change: it is encoded once and kept.
    /// </summary>
    ValueTask<MapNetwork?> Network(FleetId fleet, CancellationToken cancellation);
}

/// <summary>Roads to draw under the cars.</summary>
/// <param name="Name">What the page calls the place, such as "Manhattan"; at most 200 characters are shown.</param>
/// <param name="Bounds">The box that the page shows first.</param>
/// <param name="Roads">Roads; a street given once in each direction is drawn once.</param>
public sealed record MapNetwork(string Name, MapView Bounds, ImmutableArray<MapRoad> Roads);

/// <summary>One polyline.</summary>
/// <param name="Class">How important the road is, which decides its width.</param>
/// <param name="SpeedKmh">Free-flow speed in km/h, 0 when unknown.</param>
/// <param name="Points">At least two places.</param>
public readonly record struct MapRoad(MapRoadClass Class, int SpeedKmh, ImmutableArray<GeoPoint> Points);

/// <summary>Importance of a road, one byte on the wire. Append-only.</summary>
public enum MapRoadClass : byte
{
    /// <summary>Motorway or other road without crossings.</summary>
    Motorway = 1,
    /// <summary>Main road across the city.</summary>
    Primary = 2,
    /// <summary>Road between quarters.</summary>
    Secondary = 3,
    /// <summary>Ordinary street.</summary>
    Street = 4,
    /// <summary>Lane, yard, car park.</summary>
    Lane = 5,
}

/// <summary>Guesses a road's class where the map data has only speeds.</summary>
public static class MapRoadClasses
{
    /// <summary>The class that a free-flow speed suggests.</summary>
    public static MapRoadClass FromSpeed(int speedKmh) => speedKmh switch
    {
        >= 70 => MapRoadClass.Motorway,
        >= 48 => MapRoadClass.Primary,
        >= 41 => MapRoadClass.Secondary,
        >= 15 or 0 => MapRoadClass.Street,
        _ => MapRoadClass.Lane,
    };
}
