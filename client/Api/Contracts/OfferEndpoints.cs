using System.Collections.Immutable;
using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using FleetActors.Contracts;
using FleetActors.Telemetry;
using FleetActors.Vehicles;

namespace FleetActors.Api;

/// <summary>What can be hired: each of the vehicles under each of the tariffs.</summary>
/// <param name="Vehicles">On offer, nearest first.</param>
/// <param name="Tariffs">In their newest versions.</param>
public sealed record Offers(ImmutableArray<VehicleItem> Vehicles, ImmutableArray<Tariff> Tariffs);

/// <summary>What can be hired near a place, or for one vehicle.</summary>
public static class OfferEndpoints
{
    /// <summary>Maps <c>/offers</c>.</summary>
    public static void MapOffers(this RouteGroupBuilder v1) =>
        v1.MapGet("/offers", Get).WithTags("Contracts").Demand(Role.Viewer).Answers<Offers>()
            .WithSummary("What can be hired near a place (near, radius, limit) or for one vehicle (vehicle)");

    private static async Task<IResult> Get(FleetCall call, string? near, double? radius, int? limit, VehicleId? vehicle)
    {
        ImmutableArray<VehicleSighting> found;
        if (vehicle is { } id)
        {
            if (await call.Fleet.Vehicles.Sighting(id, call.Cancellation) is not { } seen) return FleetCall.Missing(Refusal.UnknownVehicle);
            found = seen.Summary.Status == VehicleStatus.Available ? [seen] : [];
        }
        else
        {
            var available = new Nearby(default, 1, 1, VehicleStatus.Available, null, 0);
            var question = VehicleQuery.Near(
                near ?? throw BadInputException.Parameter("near", "give near=latitude,longitude or vehicle=id."), radius, limit, available);
            var answer = await call.Fleet.Vehicles.Near(question, call.Cancellation);
            if (answer.Refused is { } refused) return RefusalProblem.Of(refused);
            found = answer.Accepted;
        }
        return TypedResults.Ok(new Offers([.. found.Select(VehicleItem.Of)], await call.Fleet.Tariffs(call.Cancellation)));
    }
}
