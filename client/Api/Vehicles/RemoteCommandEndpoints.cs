using System.Collections.Immutable;
using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.Json;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using FleetActors.Vehicles;

namespace FleetActors.Api;

/// <summary>What the car shall do.</summary>
/// <param name="Kind">Which remote command.</param>
/// <param name="Tenancy">The rental's turn for which it is meant; absent for the operator's own.</param>
public sealed record SendCommandBody(RemoteCommandKind Kind, long? Tenancy = null);

/// <summary>What a device says about a remote command.</summary>
/// <param name="Executed">Whether it executed it; otherwise it refused.</param>
/// <param name="Detail">For people.</param>
public sealed record AcknowledgementBody(bool Executed, string? Detail = null);

/// <summary>Whether the car can be reached.</summary>
/// <param name="IsContactable">Contact came back, or was lost.</param>
public sealed record ContactBody(bool IsContactable);

/// <summary>Readings of the car; at least one.</summary>
/// <param name="ChargePercent">State of charge or fuel level, 0 to 100.</param>
/// <param name="IsCharging">Whether it charges at a plug.</param>
/// <param name="OdometerMetres">Odometer in metres; never decreases.</param>
public sealed record ReadingsBody(float? ChargePercent = null, bool? IsCharging = null, long? OdometerMetres = null);

/// <summary>Remote commands and what devices report.</summary>
public static class RemoteCommandEndpoints
{
    /// <summary>Maps <c>/vehicles/{id}/commands</c> and the reports of devices.</summary>
    public static void MapRemoteCommands(this RouteGroupBuilder v1)
    {
        var vehicle = v1.MapGroup("/vehicles/{id}").WithTags("Remote commands");
        vehicle.MapPost("/commands", Send).Demand(Role.Operator).Answers<RemoteCommand>(StatusCodes.Status202Accepted)
            .WithSummary("Queue lock, unlock, locate, honk-and-flash, immobilise, mobilise, start-charging or stop-charging")
            .WithExample("""{"kind":"unlock"}""");
        vehicle.MapGet("/commands", List).Demand(Role.Viewer).Answers<Listing<RemoteCommand>>()
            .WithSummary("Remote commands that are open, and the latest finished ones");
        vehicle.MapGet("/commands/{command}", One).Demand(Role.Viewer).Answers<RemoteCommand>()
            .WithSummary("One remote command and how far it has come");
        vehicle.MapPost("/commands/take", Take).Demand(Role.Device).Answers<Listing<RemoteCommand>>()
            .WithSummary("A gateway fetches what waits for the car; it then counts as sent");
        vehicle.MapPost("/commands/{command}/acknowledgement", Acknowledge).Demand(Role.Device).AnswersNothing()
            .WithSummary("The device executed or refused a remote command").WithExample("""{"executed":true}""");
        vehicle.MapPost("/contact", Contact).Demand(Role.Device).AnswersNothing()
            .WithSummary("Contact with the car was lost or came back").WithExample("""{"isContactable":false}""");
        vehicle.MapPost("/readings", Readings).Demand(Role.Device).AnswersNothing()
            .WithSummary("Report charge, charging or odometer").WithExample("""{"chargePercent":81.5,"isCharging":true,"odometerMetres":12345678}""");
    }

    private static Task<IResult> Send(FleetCall call, VehicleId id, SendCommandBody body)
    {
        var header = call.Header();
        return call.Command(
            (fleet, _) => fleet.Vehicle(id).Send(new SendRemoteCommand(body.Kind, body.Tenancy), header, call.Cancellation),
            async _ =>
            {
                var view = await call.Fleet.Vehicle(id).View(call.Now, call.Cancellation);
                var command = view.IsAccepted ? view.Accepted.RemoteCommands.FirstOrDefault(known => known.Id == header.Id) : null;
                return TypedResults.Accepted($"/v1/vehicles/{id}/commands", command);
            });
    }

    private static async Task<IResult> List(FleetCall call, VehicleId id)
    {
        var view = await call.Fleet.Vehicle(id).View(call.Now, call.Cancellation);
        return view.Refused is { } refused
            ? RefusalProblem.Of(refused)
            : TypedResults.Ok(new Listing<RemoteCommand>(view.Accepted.RemoteCommands));
    }

    private static async Task<IResult> One(FleetCall call, VehicleId id, CommandId command)
    {
        var view = await call.Fleet.Vehicle(id).View(call.Now, call.Cancellation);
        if (view.Refused is { } refused) return RefusalProblem.Of(refused);
        return view.Accepted.RemoteCommands.FirstOrDefault(known => known.Id == command) is { } found
            ? TypedResults.Ok(found)
            : FleetCall.Missing(Refusal.UnknownRemoteCommand);
    }

    private static Task<IResult> Take(FleetCall call, VehicleId id) => call.Command(
        (fleet, _) => fleet.Vehicle(id).TakeRemoteCommands(call.Stamp, call.Cancellation),
        commands => TypedResults.Ok(new Listing<RemoteCommand>(commands)));

    private static Task<IResult> Acknowledge(FleetCall call, VehicleId id, CommandId command, AcknowledgementBody body) => call.Command(
        (fleet, _) => fleet.Vehicle(id).Report(new ReportRemoteCommand(command, body.Executed, body.Detail, call.Stamp), call.Cancellation));

    private static Task<IResult> Contact(FleetCall call, VehicleId id, ContactBody body) => call.Command(
        (fleet, _) => fleet.Vehicle(id).Report(new ReportContact(body.IsContactable, call.Stamp), call.Cancellation));

    private static Task<IResult> Readings(FleetCall call, VehicleId id, ReadingsBody body) => call.Command(
        (fleet, _) => fleet.Vehicle(id).Report(
            new ReportReadings(body.ChargePercent, body.IsCharging, body.OdometerMetres, call.Stamp), call.Cancellation));
}
