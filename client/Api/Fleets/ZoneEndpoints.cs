using System.Collections.Immutable;
using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.Json;
using FleetActors.Api.OpenApi;
using FleetActors.Fleets;

namespace FleetActors.Api;

/// <summary>All service zones of a fleet.</summary>
/// <param name="Zones">At most 64, of 10,000 points together; none means that everywhere is served.</param>
public sealed record ZonesBody(ImmutableArray<Zone> Zones);

/// <summary>Service zones of the caller's fleet: where rentals may end.</summary>
public static class ZoneEndpoints
{
    /// <summary>Maps <c>/zones</c>.</summary>
    public static void MapZones(this RouteGroupBuilder v1)
    {
        var zones = v1.MapGroup("/zones").WithTags("Zones");
        zones.MapGet("", Get).Demand(Role.Viewer).Answers<FleetZones>().WithSummary("The service zones as they are now");
        zones.MapPut("", Set).Demand(Role.Admin).Answers<Published>().WithSummary("Replace all service zones")
            .WithExample("""{"zones":[{"id":"centre","name":"Centre","ring":[{"latitude":52.50,"longitude":13.37},{"latitude":52.53,"longitude":13.37},{"latitude":52.53,"longitude":13.43},{"latitude":52.50,"longitude":13.43}]}]}""");
    }

    private static async Task<IResult> Get(FleetCall call) => TypedResults.Ok(await call.Fleet.Zones(call.Cancellation));

    private static Task<IResult> Set(FleetCall call, ZonesBody body) => call.Command(
        (fleet, header) => fleet.SetZones(new SetZones(body.Zones), header, call.Cancellation),
        version => TypedResults.Ok(new Published(version)));
}
