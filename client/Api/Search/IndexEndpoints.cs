using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.Json;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using FleetActors.Customers;
using FleetActors.Sdk;
using FleetActors.Search;

namespace FleetActors.Api;

/// <summary>One step of building the indexes anew.</summary>
/// <param name="Step">0 to begin with, then the next of the answer before.</param>
public sealed record RebuildBody(long Step);

/// <summary>Finding customers, and building indexes anew.</summary>
public static class IndexEndpoints
{
    /// <summary>Maps <c>GET /customers</c> and <c>/index/rebuild</c>.</summary>
    public static void MapIndex(this RouteGroupBuilder v1)
    {
        v1.MapGet("/customers", Find).WithTags("Customers").Demand(Role.Operator).Answers<Listing<IndexedCustomer>>()
            .WithSummary("Find customers by beginnings of words of name, e-mail or id, or by part of a phone number (search), and by status");
        v1.MapPost("/index/rebuild", Rebuild).WithTags("Fleets").Demand(Role.Admin).Answers<RebuildStep>()
            .WithSummary("One step of building the indexes anew; go on with the answered next as step until there is none").WithExample("""{"step":0}""");
    }

    private static async Task<IResult> Find(FleetCall call, string? search, string? status, int? limit)
    {
        if (search is { Length: 0 or > SearchText.MaxLength }) throw BadInputException.Parameter(nameof(search), $"1 to {SearchText.MaxLength} characters.");
        var question = new CustomerSearch(search, KebabEnumConverter.Parse<CustomerStatus>(nameof(status), status), VehicleQuery.Limit(limit));
        return TypedResults.Ok(new Listing<IndexedCustomer>(await call.Fleet.FindCustomers(question, call.Cancellation)));
    }

    private static async Task<IResult> Rebuild(FleetCall call, RebuildBody body)
    {
        if (body.Step < 0) throw BadInputException.Value("step", "0, or the next of an earlier answer.");
        var outcome = await call.Fleet.RebuildIndex(body.Step, call.Cancellation);
        return outcome.Refused is { } refused ? RefusalProblem.Of(refused) : TypedResults.Ok(outcome.Accepted);
    }
}
