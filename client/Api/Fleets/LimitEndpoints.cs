using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.OpenApi;
using FleetActors.Fleets;
using FleetActors.Sdk;

namespace FleetActors.Api;

/// <summary>What the caller's fleet wants to be told of its cars.</summary>
public static class LimitEndpoints
{
    /// <summary>Maps <c>/limits</c>.</summary>
    public static void MapLimits(this RouteGroupBuilder v1)
    {
        var limits = v1.MapGroup("/limits").WithTags("Limits");
        limits.MapGet("", Get).Demand(Role.Viewer).Answers<WatchLimits>()
            .WithSummary("What is noticed of a car: speed, charge, driving without contract, zones, silence");
        limits.MapPut("", Set).Demand(Role.Admin).Answers<WatchLimits>()
            .WithSummary("Replace the limits; what is left out gets its default. Shards follow within seconds")
            .WithExample("""{"speedKmh":130,"chargePercent":15,"movingWithoutContract":true,"zones":true,"contactLostSeconds":600,"contactOfIdleCars":false,"secondsBetween":10}""");
    }

    private static async Task<IResult> Get(FleetCall call) => TypedResults.Ok(await call.Fleet.Limits(call.Cancellation));

    private static Task<IResult> Set(FleetCall call, WatchLimits body) => call.Command(
        (fleet, header) => fleet.SetLimits(new SetWatchLimits(body), header, call.Cancellation),
        _ => TypedResults.Ok(body));
}
