using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.Json;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using FleetActors.Fleets;

namespace FleetActors.Api;

/// <summary>API keys of the caller's fleet.</summary>
public static class KeyEndpoints
{
    /// <summary>Maps <c>/keys</c>.</summary>
    public static void MapKeys(this RouteGroupBuilder v1)
    {
        var keys = v1.MapGroup("/keys").WithTags("Keys");
        keys.MapPost("", Create).Demand(Role.Admin).Answers<NewApiKey>(StatusCodes.Status201Created)
            .WithSummary("Make an API key; its text is shown this once").WithExample("""{"name":"booking-app","role":"operator"}""");
        keys.MapGet("", List).Demand(Role.Admin).Answers<Listing<ApiKeyView>>().WithSummary("List the keys in force");
        keys.MapDelete("/{keyId}", Revoke).Demand(Role.Admin).AnswersNothing().WithSummary("Revoke a key; it opens nothing after 5 seconds at most");
    }

    private static Task<IResult> Create(FleetCall call, CreateApiKey body) => call.Command(
        (fleet, header) => fleet.CreateKey(body, header, call.Cancellation),
        key => TypedResults.Created($"/v1/keys/{key.KeyId}", key));

    private static async Task<IResult> List(FleetCall call) =>
        TypedResults.Ok(new Listing<ApiKeyView>(await call.Fleet.Keys(call.Cancellation)));

    private static Task<IResult> Revoke(FleetCall call, string keyId) => IdText.IsValid(keyId)
        ? call.Command((fleet, header) => fleet.RevokeKey(new RevokeApiKey(keyId), header, call.Cancellation))
        : throw BadInputException.Parameter("keyId", IdText.Rule);
}
