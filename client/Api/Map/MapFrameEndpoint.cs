using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Hosting;

namespace FleetActors.Api.Map;

/// <summary>
/// Answers <c>GET /v1/map/frames?view=south,west,north,east&amp;car=index</c> with a stream of frames, about one a second, until the viewer
/// leaves. A viewer that looks elsewhere opens a new stream. A slow viewer blocks only itself: the next frame is taken
/// when the last one has been accepted by its connection, so it skips what came between.
/// </summary>
internal sealed class MapFrameEndpoint
{
    /// <summary>Most streams at once; a further viewer gets 503.</summary>
    public const int MaxViewers = 256;

    /// <summary>Time between two frames of a stream.</summary>
    public static readonly TimeSpan FrameInterval = TimeSpan.FromSeconds(1);

    private int _viewers;

    /// <summary>400 for a malformed view, 401 without a key, 404 without such a fleet, 503 when there are too many viewers.</summary>
    public async Task<IResult> Get(HttpContext request, string? view, int? car, IMapFleet fleets, IMapFrameSource source, TimeProvider time, IHostApplicationLifetime host)
    {
        if (fleets.Of(request) is not { } fleet)
            return MapProblem.KeyNeeded();
        var box = MapView.Everywhere;
        if (view is not null && !MapView.TryParse(view, out box))
            return MapProblem.BadRequest("invalid-parameter", "view is south,west,north,east in degrees.");
        if (await source.CurrentFrame(fleet, request.RequestAborted) is not { } first)
            return MapProblem.NotFound("unknown-fleet", "There is no such fleet.");

        // A server that stops must not wait for its viewers, who would never leave by themselves.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(request.RequestAborted, host.ApplicationStopping);
        try
        {
            if (Interlocked.Increment(ref _viewers) > MaxViewers)
                return MapProblem.Busy("too-many-viewers", $"{MaxViewers} maps are open already.");
            await Stream(request, fleet, fleets, box, car, first, source, time, ends.Token);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The viewer has left or the server stops, which is how every stream ends.
        }
        finally
        {
            Interlocked.Decrement(ref _viewers);
        }

        return TypedResults.Empty;
    }

    private static async Task Stream(
        HttpContext request, FleetId fleet, IMapFleet fleets, MapView view, int? car, MapFrame first, IMapFrameSource source, TimeProvider time, CancellationToken ends)
    {
        request.Response.ContentType = "application/octet-stream";
        request.Response.Headers.CacheControl = "no-store";
        request.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        request.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var body = request.Response.BodyWriter;
        using var clock = new PeriodicTimer(FrameInterval, time);
        for (var frame = first; frame is not null; frame = await source.CurrentFrame(fleet, ends))
        {
            if (!frame.TryOpen()) continue; // Its memory serves a later one already: that one is asked for.
            try
            {
                MapFrameEncoding.Write(frame, view, body, car);
            }
            finally
            {
                frame.Close();
            }
            if ((await body.FlushAsync(ends)).IsCompleted || !await clock.WaitForNextTickAsync(ends) || !await fleets.MayStillWatch(request)) return;
        }
    }
}
