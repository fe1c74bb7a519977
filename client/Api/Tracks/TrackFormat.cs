using FleetActors.Api.Problems;
using Microsoft.Net.Http.Headers;

namespace FleetActors.Api;

/// <summary>The form in which a track is answered.</summary>
public sealed class TrackFormat
{
    private const string Link = "Link";

    private static readonly TrackFormat Json = new("json", "application/json", TypedResults.Ok);
    private static readonly TrackFormat GeoJson = new("geojson", "application/geo+json", track => TypedResults.Bytes(TrackGeoJson.Write(track), "application/geo+json"));
    private static readonly TrackFormat Gpx = new("gpx", "application/gpx+xml", track => TypedResults.Bytes(TrackGpx.Write(track), "application/gpx+xml"));
    private static readonly TrackFormat[] All = [Json, GeoJson, Gpx];

    private readonly string _name;
    private readonly string _mediaType;
    private readonly Func<TrackBody, IResult> _result;

    private TrackFormat(string name, string mediaType, Func<TrackBody, IResult> result) => (_name, _mediaType, _result) = (name, mediaType, result);

    /// <summary>The form that the parameter names, or else the first one that the Accept header takes; JSON when neither says anything known.</summary>
    /// <exception cref="BadInputException">There is no form of that name.</exception>
    public static TrackFormat Choose(HttpRequest request, string? format)
    {
        if (format is not null)
            return Array.Find(All, known => known._name == format) ?? throw BadInputException.Parameter(nameof(format), "json, geojson or gpx.");
        var accepted = request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1);
        return accepted.Select(Named).FirstOrDefault(known => known is not null) ?? Json;
    }

    /// <summary>The answer. A track that goes on names its next part in the header Link, too.</summary>
    /// <param name="track">The track.</param>
    /// <param name="to">Where it was asked to end; the link says it again, or its end would move on with each part.</param>
    /// <param name="response">Gets the header.</param>
    public IResult Result(TrackBody track, DateTimeOffset to, HttpResponse response)
    {
        if (track.Next is { } next)
        {
            var query = QueryString.Create(response.HttpContext.Request.Query
                .Where(part => part.Key is not ("from" or "to"))
                .Append(new("from", Text(next)))
                .Append(new("to", Text(to))));
            response.Headers[Link] = $"<{response.HttpContext.Request.Path}{query}>; rel=\"next\"";
        }
        return _result(track);
    }

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);

    private static TrackFormat? Named(MediaTypeHeaderValue type) => Array.Find(All, known => type.MediaType == known._mediaType);
}
