using Microsoft.AspNetCore.Http;

namespace FleetActors.Api.Map;

/// <summary>Answers <c>GET /v1/map/cars/{index}</c> and <c>GET /v1/map/cars?vehicle=ID</c>: what the panel shows of one car.</summary>
internal static class MapCarEndpoint
{
    /// <summary>The car at an index of the current table; 404 when there is none.</summary>
    public static async Task<IResult> ByIndex(HttpContext request, int index, IMapFleet fleets, IMapFrameSource source) =>
        fleets.Of(request) is { } fleet ? await Answer(fleet, index, source, request.RequestAborted) : MapProblem.KeyNeeded();

    /// <summary>The car of a vehicle id; 400 for a malformed id, 404 when it is not on the map.</summary>
    public static async Task<IResult> ByVehicle(HttpContext request, string? vehicle, IMapFleet fleets, IMapFrameSource source)
    {
        if (fleets.Of(request) is not { } fleet)
            return MapProblem.KeyNeeded();
        if (!VehicleId.TryParse(vehicle, null, out var id))
            return MapProblem.BadRequest("invalid-parameter", $"vehicle is {IdText.Rule}.");
        return await source.IndexOf(fleet, id, request.RequestAborted) is { } index
            ? await Answer(fleet, index, source, request.RequestAborted)
            : NotOnMap();
    }

    private static async Task<IResult> Answer(FleetId fleet, int index, IMapFrameSource source, CancellationToken cancellation)
    {
        if (index < 0 || await source.Car(fleet, index, cancellation) is not { } car)
            return NotOnMap();
        var (latitude, longitude) = await Place(fleet, index, source, cancellation);
        return TypedResults.Ok(new MapCarAnswer(
            index, car.Vehicle.Value, car.Plate, car.Model, (int)car.State, latitude, longitude, car.OdometerMetres, car.Contract?.Value, car.LastContactAt));
    }

    private static async Task<(double?, double?)> Place(FleetId fleet, int index, IMapFrameSource source, CancellationToken cancellation)
    {
        if (await source.CurrentFrame(fleet, cancellation) is not { } frame || index >= frame.States.Length || !frame.TryOpen()) return (null, null);
        var place = (frame.LatitudesE6.Span[index] / 1e6, frame.LongitudesE6.Span[index] / 1e6);
        frame.Close();
        return place;
    }

    private static IResult NotOnMap() => MapProblem.NotFound("car-not-on-map", "No such car is on the map.");
}

/// <summary>A car as JSON. <paramref name="State"/> is the number of a <see cref="MapCarState"/>; the place, in degrees, is null until the first frame.</summary>
internal sealed record MapCarAnswer(
    int Index, string Vehicle, string Plate, string Model, int State, double? Latitude, double? Longitude, long OdometerMetres, string? Contract, DateTimeOffset? LastContactAt);
