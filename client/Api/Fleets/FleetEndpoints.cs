using System.Collections.Immutable;
using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.Json;
using FleetActors.Api.OpenApi;
using FleetActors.Fleets;
using FleetActors.Sdk;

namespace FleetActors.Api;

/// <summary>What is fixed when a fleet is created.</summary>
/// <param name="Id">The fleet's id; beginning with <c>sim-</c> for a simulated one.</param>
/// <param name="Name">For people, at most 100 characters.</param>
/// <param name="Currency">Of its tariffs and ledgers.</param>
/// <param name="ShardCount">A power of two, 1 to 4,096.</param>
public sealed record CreateFleetBody(FleetId Id, string Name, Currency Currency, int ShardCount = FleetSettings.DefaultShardCount);

/// <summary>Fleets: the tenants.</summary>
public static class FleetEndpoints
{
    /// <summary>Maps <c>/fleets</c>.</summary>
    public static void MapFleets(this RouteGroupBuilder v1)
    {
        var fleets = v1.MapGroup("/fleets").WithTags("Fleets");
        fleets.MapPost("", Create).DemandPlatform().Answers<FleetSettings>(StatusCodes.Status201Created)
            .WithSummary("Create a fleet").WithExample("""{"id":"berlin","name":"Berlin","currency":"EUR","shardCount":16}""");
        fleets.MapGet("", List).Demand(Role.Viewer).Answers<Listing<FleetSettings>>()
            .WithSummary("List the fleets that the key opens");
        fleets.MapGet("/{id}", Get).Demand(Role.Viewer).Answers<FleetSettings>()
            .WithSummary("A fleet's settings");
    }

    private static Task<IResult> Create(FleetCall call, CreateFleetBody body)
    {
        var settings = new FleetSettings(body.Id, body.Name, body.Currency, body.ShardCount);
        return call.In(body.Id).Command(
            (fleet, header) => fleet.Create(new CreateFleet(settings), header, call.Cancellation),
            _ => TypedResults.Created($"/v1/fleets/{body.Id}", settings));
    }

    private static async Task<IResult> List(FleetCall call, FleetClient client)
    {
        var ids = call.IsPlatform ? await client.Fleets(call.Cancellation) : [call.Fleet.Id];
        var found = ImmutableArray.CreateBuilder<FleetSettings>(ids.Length);
        foreach (var id in ids)
        {
            if (await client.Fleet(id, call.Fleet.By).Settings(call.Cancellation) is { } settings) found.Add(settings);
        }
        return TypedResults.Ok(new Listing<FleetSettings>(found.ToImmutable()));
    }

    private static async Task<IResult> Get(FleetCall call, FleetId id) =>
        await call.In(id).Fleet.Settings(call.Cancellation) is { } settings
            ? TypedResults.Ok(settings)
            : FleetCall.Missing(Refusal.UnknownFleet);
}
