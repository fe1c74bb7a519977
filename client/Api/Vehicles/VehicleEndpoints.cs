using System.Collections.Immutable;
using System.Globalization;
using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.Json;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using FleetActors.Sdk;
using FleetActors.Telemetry;
using FleetActors.Vehicles;
using Microsoft.AspNetCore.Mvc;

namespace FleetActors.Api;

/// <summary>Vehicles to be registered.</summary>
/// <param name="Vehicles">1 to 20,000.</param>
public sealed record RegisterVehiclesBody(ImmutableArray<VehicleRegistration> Vehicles);

/// <summary>What became of one vehicle of a batch.</summary>
/// <param name="Id">Which vehicle.</param>
/// <param name="Registered">Whether it is in the fleet now.</param>
/// <param name="Code">Why not.</param>
/// <param name="Detail">What would have been allowed.</param>
public sealed record RegisteredItem(VehicleId Id, bool Registered, string? Code = null, string? Detail = null);

/// <summary>Vehicles of the caller's fleet: registering, finding, changing.</summary>
public static class VehicleEndpoints
{
    /// <summary>The most vehicles of one batch.</summary>
    public const int MaxBatch = 20_000;

    private static readonly Nearby AnyVehicle = new(default, 1, 1, null, null, 0);

    /// <summary>Maps <c>/vehicles</c>.</summary>
    public static void MapVehicles(this RouteGroupBuilder v1)
    {
        var vehicles = v1.MapGroup("/vehicles").WithTags("Vehicles");
        vehicles.MapPost("", Register).Demand(Role.Operator).Answers<Listing<RegisteredItem>>()
            .WithMetadata(new RequestSizeLimitAttribute(FleetApiOptions.MaxBatchBytes))
            .WithSummary("Register vehicles in a batch; each has its own outcome")
            .WithExample("""{"vehicles":[{"id":"car-1","vin":"WVWZZZ1KZAW000001","plate":"B-FA 1","make":"Volkswagen","model":"ID.3","class":"compact","propulsion":"electric","batteryWh":58000,"tankMillilitres":0,"seats":5,"odometerMetres":0}]}""");
        vehicles.MapGet("", List).Demand(Role.Viewer).Answers<Listing<VehicleItem>>()
            .WithSummary("List vehicles, or find those near a place (near, radius in metres, status, class, minChargePercent), available ones also in a rectangle (within), a zone or with enough range (minRangeMetres), or by the beginning of id, VIN or plate (search, or q as before) and by status");
        vehicles.MapGet("/{id}", Get).Demand(Role.Viewer).Answers<VehicleDetails>().WithSummary("A vehicle's record, its latest fix, and its fixes that were not believed");
        vehicles.MapPut("/{id}", Update).Demand(Role.Operator).Answers<VehicleDetails>()
            .WithSummary("Change plate, names, class or seats")
            .WithExample("""{"plate":"B-FA 2","make":"Volkswagen","model":"ID.3","class":"compact","seats":5}""");
        vehicles.MapPost("/{id}/out-of-service", OutOfService).Demand(Role.Operator).Answers<VehicleDetails>()
            .WithSummary("Take it off the offer; during a rental, when that ends").WithExample("""{"reason":"maintenance"}""");
        vehicles.MapPost("/{id}/return", Return).Demand(Role.Operator).Answers<VehicleDetails>().WithSummary("Put it back on offer");
        vehicles.MapPost("/{id}/decommission", Decommission).Demand(Role.Admin).Answers<VehicleDetails>().WithSummary("Take it out of the fleet");
        vehicles.MapPost("/{id}/recommission", Recommission).Demand(Role.Admin).Answers<VehicleDetails>().WithSummary("Take it back into the fleet, out of service");
        vehicles.MapGet("/{id}/history", History).Demand(Role.Viewer).Answers<VehicleHistory>()
            .WithSummary("Its MDS events, oldest first; from a time or by page");
    }

    private static async Task<IResult> Register(FleetCall call, RegisterVehiclesBody body)
    {
        if (body.Vehicles.Length is 0 or > MaxBatch) throw BadInputException.Value("vehicles", $"1 to {MaxBatch} in a batch.");
        if (await call.Fleet.Settings(call.Cancellation) is null) return FleetCall.Missing(Refusal.UnknownFleet);
        var outcomes = await call.Fleet.Vehicles.Register(body.Vehicles, call.Stamp, call.Cancellation);
        var items = body.Vehicles.Select((vehicle, at) => outcomes[at].Refused is { } refused
            ? new RegisteredItem(vehicle.Id, false, RefusalProblem.Code(refused.Code), refused.Allowed)
            : new RegisteredItem(vehicle.Id, true)).ToImmutableArray();
        if (items.Length == 1 && outcomes[0].Refused is { } only) return RefusalProblem.Of(only);
        return TypedResults.Ok(new Listing<RegisteredItem>(items));
    }

    private static async Task<IResult> List(
        FleetCall call, string? near, double? radius, string? within, string? zone, string? q, string? search, string? status,
        [FromQuery(Name = "class")] string? vehicleClass, float? minChargePercent, int? minRangeMetres, int? limit, string? after)
    {
        if (near is not null || within is not null)
        {
            if (!((minChargePercent ?? 0) is >= 0 and <= 100)) throw BadInputException.Parameter(nameof(minChargePercent), "0 to 100.");
            var onlyAvailable = within is not null || zone is not null || minRangeMetres is not null;
            var pattern = AnyVehicle with
            {
                Status = KebabEnumConverter.Parse<VehicleStatus>(nameof(status), status) ?? (onlyAvailable ? VehicleStatus.Available : null),
                Class = KebabEnumConverter.Parse<VehicleClass>("class", vehicleClass),
                MinChargePercent = minChargePercent ?? 0,
                MinRangeMetres = minRangeMetres ?? 0,
                Zone = zone,
            };
            if (within is not null) pattern = VehicleQuery.Within(within, limit, pattern);
            var question = near is null ? pattern : VehicleQuery.Near(near, radius, limit, pattern);
            var found = await call.Fleet.Vehicles.Near(question, call.Cancellation);
            return found.Refused is { } refused ? RefusalProblem.Of(refused) : Items(found.Accepted);
        }
        if (zone is not null) throw BadInputException.Parameter(nameof(zone), "only together with near or within.");
        if (minRangeMetres is not null) throw BadInputException.Parameter(nameof(minRangeMetres), "only together with near or within.");
        var state = KebabEnumConverter.Parse<VehicleStatus>(nameof(status), status);
        if ((search ?? q) is not null || state is not null)
        {
            var text = (search ?? q) is { } given ? VehicleQuery.Text(given) : null;
            return Items(await call.Fleet.Vehicles.Find(new(text, state, VehicleQuery.Limit(limit)), call.Cancellation));
        }
        var (page, next) = await call.Fleet.Vehicles.Page(VehicleQuery.After(after), VehicleQuery.Limit(limit), call.Cancellation);
        return Items(page, next is { } place ? string.Create(CultureInfo.InvariantCulture, $"{place.Shard}.{place.Slot}") : null);
    }

    private static async Task<IResult> Get(FleetCall call, VehicleId id)
    {
        var known = await call.Fleet.Vehicles.Known(id, call.Cancellation);
        if (known?.Unused is { } unused) return TypedResults.Ok(new VehicleDetails(unused, known.Sighting.Fix, known.Quarantine));
        var view = await call.Fleet.Vehicle(id).View(call.Now, call.Cancellation);
        return view.Refused is { } refused
            ? RefusalProblem.Of(refused)
            : TypedResults.Ok(new VehicleDetails(view.Accepted, known?.Sighting.Fix, known?.Quarantine));
    }

    private static Task<IResult> Update(FleetCall call, VehicleId id, UpdateVehicle body) => call.Command(
        (fleet, header) => fleet.Vehicle(id).Update(body, header, call.Cancellation), _ => Get(call, id));

    private static Task<IResult> OutOfService(FleetCall call, VehicleId id, TakeOutOfService body) => call.Command(
        (fleet, header) => fleet.Vehicle(id).TakeOutOfService(body.Reason, header, call.Cancellation), _ => Get(call, id));

    private static Task<IResult> Return(FleetCall call, VehicleId id) => call.Command(
        (fleet, header) => fleet.Vehicle(id).ReturnToService(header, call.Cancellation), _ => Get(call, id));

    private static Task<IResult> Decommission(FleetCall call, VehicleId id) => call.Command(
        (fleet, header) => fleet.Vehicle(id).Decommission(header, call.Cancellation), _ => Get(call, id));

    private static Task<IResult> Recommission(FleetCall call, VehicleId id) => call.Command(
        (fleet, header) => fleet.Vehicle(id).Recommission(header, call.Cancellation), _ => Get(call, id));

    private static async Task<IResult> History(FleetCall call, VehicleId id, int? page, DateTimeOffset? from)
    {
        if (page < 0) throw BadInputException.Parameter(nameof(page), "0 or more.");
        var vehicle = call.Fleet.Vehicle(id);
        var found = from is { } time ? await vehicle.HistoryFrom(time, call.Cancellation) : await vehicle.History(page ?? 0, call.Cancellation);
        return found.Refused is { } refused
            ? RefusalProblem.Of(refused)
            : TypedResults.Ok(new VehicleHistory(found.Accepted.Mds, found.Accepted.NextPage));
    }

    private static Microsoft.AspNetCore.Http.HttpResults.Ok<Listing<VehicleItem>> Items(ImmutableArray<VehicleSighting> found, string? next = null) =>
        TypedResults.Ok(new Listing<VehicleItem>([.. found.Select(VehicleItem.Of)], next));
}

/// <summary>A part of a vehicle's history as MDS events.</summary>
/// <param name="Events">Oldest first.</param>
/// <param name="NextPage">The page to ask for next; absent at the end.</param>
public sealed record VehicleHistory(ImmutableArray<MdsEvent> Events, int? NextPage);
