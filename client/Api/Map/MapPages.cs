using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FleetActors.Api.Map;

/// <summary>The live map: its page at <c>/</c>, its files under <c>/map</c>, its data under <c>/v1/map</c>.</summary>
public static class MapPages
{
    /// <summary>
    /// Maps the page and its data. Needs <see cref="IMapFleet"/>, <see cref="IMapNetworkSource"/>, <see cref="IMapFrameSource"/>
    /// and <see cref="TimeProvider"/> among the services. The page and its files are open to all and hold no data.
    /// Answers the data endpoints, for further conventions such as authorization.
    /// </summary>
    public static IEndpointConventionBuilder MapLiveMap(this IEndpointRouteBuilder endpoints)
    {
        var files = MapFiles.Load();
        endpoints.MapGet("/", (HttpContext request) => files.Answer(request, MapFiles.Page)).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet("/map/{file}", (HttpContext request, string file) => files.Answer(request, file)).AllowAnonymous().ExcludeFromDescription();

        var network = new MapNetworkEndpoint();
        var frames = new MapFrameEndpoint();
        var data = endpoints.MapGroup("/v1/map").WithTags("Map");
        data.MapGet("/network", network.Get).WithSummary("The road network, binary; see MapNetworkEncoding.");
        data.MapGet("/frames", frames.Get).WithSummary("A stream of frames with every car in view, binary; see MapFrameEncoding.");
        data.MapGet("/cars/{index:int}", MapCarEndpoint.ByIndex).WithSummary("The car at an index of the current frames.");
        data.MapGet("/cars", MapCarEndpoint.ByVehicle).WithSummary("The car of a vehicle id.");
        return data;
    }
}
