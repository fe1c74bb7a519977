using FleetActors.Api.Access;
using FleetActors.Api.Map;

namespace FleetActors.Silo.Map;

/// <summary>A viewer watches the fleet that its API key opens.</summary>
public sealed class MapViewers(ApiKeys keys) : IMapFleet
{
    /// <inheritdoc/>
    public FleetId? Of(HttpContext request) => request.Features.Get<KeyHolder>()?.Fleet;

    /// <inheritdoc/>
    public ValueTask<bool> MayStillWatch(HttpContext request) => keys.StillOpens(request);
}
