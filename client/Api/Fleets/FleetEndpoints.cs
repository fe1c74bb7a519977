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

/// <summary>How many shards a fleet is to have.</summary>
/// <param name="Count">A power of two, at least twice as many as there are, at most 4,096.</param>
public sealed record GrowShardsBody(int Count);

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
        fleets.MapPost("/{id}/shards", Grow).Demand(Role.Admin).Answers<ShardGrowth>()
            .WithSummary("Split the fleet's shards until there are so many; takes effect seconds later, while the fleet is used")
            .WithExample("""{"count":32}""");
    }

    private static Task<IResult> Create(FleetCall call, CreateFleetBody body)
    {
        var settings = new FleetSettings(body.Id, body.Name, body.Currency, body.ShardCount);
        return call.In(body.Id).Command(
            (fleet, header) => fleet.Create(new CreateFleet(settings), header, call.Cancellation),
            _ => TypedResults.Created($"/v1/fleets/{body.Id}", settings));
    }

    private static Task<IResult> Grow(FleetCall call, FleetId id, GrowShardsBody body) => call.In(id).Command(
        (fleet, header) => fleet.GrowShards(new GrowShards(body.Count), header, call.Cancellation),
        growth => TypedResults.Ok(growth));

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
