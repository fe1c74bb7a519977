using System.Diagnostics;
using System.Text.Json;

namespace FleetActors.Api.Problems;

/// <summary>An error as RFC 9457 problem details.</summary>
/// <param name="Type">Names the problem: <c>urn:fleetactors:problem:</c> and the code.</param>
/// <param name="Title">The code in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable; programs decide by it.</param>
/// <param name="Detail">What is wrong and what would have been allowed; for people.</param>
/// <param name="TraceId">Finds the request in the logs.</param>
/// <param name="CommandId">The Idempotency-Key of the command, when one was read.</param>
public sealed record ApiProblem(string Type, string Title, int Status, string Code, string? Detail, string TraceId, string? CommandId)
{
    /// <summary>The media type of problems.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>How long to wait before trying again, when waiting helps.</summary>
    public const int RetryAfterSeconds = 1;

    /// <summary>Describes what went wrong in a request.</summary>
    public static ApiProblem Of(HttpContext http, int status, string code, string? detail) => new(
        TypeOf(code),
        TitleOf(code),
        status,
        code,
        detail,
        Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
        http.Response.Headers[Commands.IdempotencyKey.Header] is [{ } id] ? id : null);

    /// <summary>The URI that names a problem.</summary>
    public static string TypeOf(string code) => $"urn:fleetactors:problem:{code}";

    /// <summary>A code in words.</summary>
    public static string TitleOf(string code) => char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ');

    /// <summary>Answers a request with this problem.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">4xx or 5xx.</param>
    /// <param name="code">Stable.</param>
    /// <param name="detail">For people.</param>
    /// <param name="challenge">With 401: how the key may be shown.</param>
    public static Task Write(HttpContext http, int status, string code, string? detail, string challenge = "Bearer realm=\"fleetactors\"")
    {
        http.Response.StatusCode = status;
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = "1";
        if (status is StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = challenge;
        return http.Response.WriteAsJsonAsync(
            Of(http, status, code, detail), Json.FleetJsonContext.Default.ApiProblem, MediaType, http.RequestAborted);
    }
}

/// <summary>Answers with a problem from within an endpoint.</summary>
public sealed class ProblemResult(int status, string code, string? detail) : IResult
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => ApiProblem.Write(httpContext, status, code, detail);
}

/// <summary>What a caller sent cannot be taken; thrown while a request is read, before anything acts.</summary>
public sealed class BadInputException(int status, string code, string detail) : Exception(detail)
{
    /// <summary>The HTTP status, 4xx.</summary>
    public int Status => status;

    /// <summary>The stable code.</summary>
    public string Code => code;

    /// <summary>A value of the path, the query or a header that is not of its documented form.</summary>
    public static BadInputException Parameter(string name, string rule) =>
        new(StatusCodes.Status400BadRequest, ProblemCode.InvalidParameter, $"{name}: {rule}");

    /// <summary>A well-formed body whose values the command does not take.</summary>
    public static BadInputException Value(string name, string rule) =>
        new(StatusCodes.Status422UnprocessableEntity, RefusalProblem.Code(Refusal.ValueOutOfRange), $"{name}: {rule}");
}
