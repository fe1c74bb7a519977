using Microsoft.AspNetCore.Http.Metadata;

namespace FleetActors.Api.Problems;

/// <summary>Refuses a body that announces more bytes than its endpoint takes, before a byte of it is read.</summary>
public sealed class BodyLimitMiddleware(RequestDelegate next)
{
    /// <summary>Handles one request.</summary>
    public Task Invoke(HttpContext http)
    {
        var limit = http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? FleetApiOptions.MaxBodyBytes;
        return http.Request.ContentLength > limit
            ? throw new BadInputException(StatusCodes.Status413PayloadTooLarge, ProblemCode.BodyTooLarge, $"A body here has at most {limit} bytes.")
            : next(http);
    }
}
