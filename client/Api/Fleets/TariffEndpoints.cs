using System.Globalization;
using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.Json;
using FleetActors.Api.OpenApi;
using FleetActors.Contracts;
using FleetActors.Fleets;

namespace FleetActors.Api;

/// <summary>Tariffs of the caller's fleet, in immutable versions.</summary>
public static class TariffEndpoints
{
    /// <summary>Maps <c>/tariffs</c>.</summary>
    public static void MapTariffs(this RouteGroupBuilder v1)
    {
        var tariffs = v1.MapGroup("/tariffs").WithTags("Tariffs");
        tariffs.MapPost("", Publish).Demand(Role.Admin).Answers<Published>()
            .WithSummary("Publish the next version of a tariff")
            .WithExample("""{"id":"ride","name":"City ride","product":"car-share-ride","currency":"EUR","unlockFee":"1.00","perMinuteDriving":"0.29","perMinutePaused":"0.09","includedKm":50,"perKm":"0.35","dailyCap":"79.00","taxPercent":"19"}""");
        tariffs.MapGet("", List).Demand(Role.Viewer).Answers<Listing<Tariff>>().WithSummary("The newest version of every tariff");
        tariffs.MapGet("/{id}", Versions).Demand(Role.Viewer).Answers<Listing<Tariff>>().WithSummary("All versions of a tariff, oldest first");
        tariffs.MapGet("/{id}/{version:int}", Get).Demand(Role.Viewer).Answers<Tariff>().WithSummary("One version of a tariff");
    }

    private static Task<IResult> Publish(FleetCall call, Tariff body) => call.Command(
        (fleet, header) => fleet.PublishTariff(new PublishTariff(body), header, call.Cancellation),
        version =>
        {
            call.Location(string.Create(CultureInfo.InvariantCulture, $"/v1/tariffs/{body.Id}/{version}"));
            return TypedResults.Ok(new Published(version));
        });

    private static async Task<IResult> List(FleetCall call) =>
        TypedResults.Ok(new Listing<Tariff>(await call.Fleet.Tariffs(call.Cancellation)));

    private static async Task<IResult> Versions(FleetCall call, TariffId id) =>
        await call.Fleet.TariffVersions(id, call.Cancellation) is { IsEmpty: false } versions
            ? TypedResults.Ok(new Listing<Tariff>(versions))
            : FleetCall.Missing(Refusal.UnknownTariff);

    private static async Task<IResult> Get(FleetCall call, TariffId id, int version) =>
        await call.Fleet.Tariff(id, version, call.Cancellation) is { } tariff
            ? TypedResults.Ok(tariff)
            : FleetCall.Missing(Refusal.UnknownTariff);
}
