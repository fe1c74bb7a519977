using System.Text.Json;

namespace FleetActors.Api.Problems;

/// <summary>
/// Turns everything that goes wrong under <c>/v1</c> into problem details with a code: what the caller did wrong is 4xx,
/// an unreachable cluster 503, a defect of ours 500.
/// </summary>
public sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    /// <summary>Handles one request.</summary>
    public async Task Invoke(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return; // The caller is gone or timed out; nobody reads an answer.
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            var (status, code, detail) = Describe(exception);
            if (status >= StatusCodes.Status500InternalServerError) Failed(log, http.Request.Method, http.Request.Path, exception);
            await ApiProblem.Write(http, status, code, detail);
            return;
        }
        if (IsBare(http)) await ApiProblem.Write(http, http.Response.StatusCode, Code(http.Response.StatusCode), Detail(http));
    }

    private static (int Status, string Code, string Detail) Describe(Exception exception) => exception switch
    {
        BadInputException bad => (bad.Status, bad.Code, bad.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            (StatusCodes.Status413PayloadTooLarge, ProblemCode.BodyTooLarge, $"A body here has at most {FleetApiOptions.MaxBodyBytes} bytes ({FleetApiOptions.MaxBatchBytes} for batches of vehicles and fixes)."),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            (StatusCodes.Status415UnsupportedMediaType, ProblemCode.UnsupportedMediaType, "Send application/json."),
        BadHttpRequestException { InnerException: JsonException json } => (StatusCodes.Status400BadRequest, ProblemCode.InvalidBody, Where(json)),
        BadHttpRequestException { InnerException: BadInputException bad } => (bad.Status, bad.Code, bad.Message),
        BadHttpRequestException { InnerException: { } inner } => (StatusCodes.Status400BadRequest, ProblemCode.InvalidBody, inner.Message),
        BadHttpRequestException bad => (bad.StatusCode, ProblemCode.InvalidParameter, bad.Message),
        JsonException json => (StatusCodes.Status400BadRequest, ProblemCode.InvalidBody, Where(json)),
        TimeoutException or Orleans.Runtime.OrleansException =>
            (StatusCodes.Status503ServiceUnavailable, ProblemCode.Unavailable, "The cluster did not answer in time. Try again."),
        _ => (StatusCodes.Status500InternalServerError, ProblemCode.Defect, "This is a defect of FleetActors; its log names this traceId."),
    };

    /// <summary>The reader's message without the counted bytes that it appends; the path says where.</summary>
    private static string Where(JsonException json)
    {
        var appended = json.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        var message = appended > 0 ? json.Message[..appended] : json.Message;
        return json.Path is { Length: > 1 } path ? $"{message} (at {path})" : message;
    }

    private static bool IsBare(HttpContext http) =>
        !http.Response.HasStarted
        && http.Response.StatusCode >= StatusCodes.Status400BadRequest
        && http.Response.ContentType is null
        && http.Response.ContentLength is null or 0;

    private static string Code(int status) => status switch
    {
        StatusCodes.Status404NotFound => ProblemCode.UnknownPath,
        StatusCodes.Status405MethodNotAllowed => ProblemCode.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => ProblemCode.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => ProblemCode.UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => ProblemCode.RateLimited,
        StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => ProblemCode.Unavailable,
        _ => ProblemCode.BadRequest,
    };

    private static string? Detail(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "There is no such path; /openapi/v1.json lists all.",
        StatusCodes.Status405MethodNotAllowed => $"This path takes {http.Response.Headers.Allow}.",
        StatusCodes.Status415UnsupportedMediaType => "Send application/json.",
        _ => null,
    };

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void Failed(ILogger log, string method, PathString path, Exception exception);
}
