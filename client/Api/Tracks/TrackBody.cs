using System.Collections.Immutable;

namespace FleetActors.Api;

/// <summary>A car's track, or a part of it.</summary>
/// <param name="Vehicle">Whose.</param>
/// <param name="Fixes">Oldest first.</param>
/// <param name="Next">The value of the parameter <c>from</c> that continues it; absent at its end.</param>
public sealed record TrackBody(VehicleId Vehicle, ImmutableArray<Fix> Fixes, DateTimeOffset? Next = null);
