using Microsoft.AspNetCore.Http;

namespace FleetActors.Api.Map;

/// <summary>Decides which fleet a request may watch. Implemented by the host from its API keys.</summary>
public interface IMapFleet
{
    /// <summary>The fleet the caller may watch, or null when the caller must first show a key (answered with 401).</summary>
    FleetId? Of(HttpContext request);

    /// <summary>Whether the caller may still watch, asked before each frame of a stream: a key may be revoked meanwhile.</summary>
    ValueTask<bool> MayStillWatch(HttpContext request);
}
