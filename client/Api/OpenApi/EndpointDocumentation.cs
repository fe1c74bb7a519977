using FleetActors.Api.Problems;

namespace FleetActors.Api.OpenApi;

/// <summary>An example of an endpoint's body.</summary>
/// <param name="Json">As it is sent.</param>
public sealed record BodyExample(string Json);

/// <summary>What an endpoint answers, for the OpenAPI document.</summary>
public static class EndpointDocumentation
{
    /// <summary>The answer's type and status.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) =>
        endpoint.Produces<T>(status).WithProblems();

    /// <summary>204, or a problem.</summary>
    public static RouteHandlerBuilder AnswersNothing(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces(StatusCodes.Status204NoContent).WithProblems();

    /// <summary>An example of the body.</summary>
    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder endpoint, string json) => endpoint.WithMetadata(new BodyExample(json));

    private static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint) => endpoint
        .Produces<ApiProblem>(StatusCodes.Status400BadRequest, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status401Unauthorized, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status403Forbidden, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status404NotFound, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status409Conflict, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status422UnprocessableEntity, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status429TooManyRequests, ApiProblem.MediaType)
        .Produces<ApiProblem>(StatusCodes.Status503ServiceUnavailable, ApiProblem.MediaType);
}
