using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FleetActors.Api.Map;

/// <summary>The errors of the map's own endpoints, as problem+json with a stable code.</summary>
internal static class MapProblem
{
    public static IResult KeyNeeded() => Of(StatusCodes.Status401Unauthorized, "key-missing", "An API key is needed: Authorization: Bearer KEY.");

    public static IResult NotFound(string code, string detail) => Of(StatusCodes.Status404NotFound, code, detail);

    public static IResult BadRequest(string code, string detail) => Of(StatusCodes.Status400BadRequest, code, detail);

    public static IResult Busy(string code, string detail) => Of(StatusCodes.Status503ServiceUnavailable, code, detail);

    private static ProblemHttpResult Of(int status, string code, string detail) =>
        TypedResults.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });
}
