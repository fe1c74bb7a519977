using System.Collections.Immutable;
using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using FleetActors.Telemetry;
using Microsoft.AspNetCore.Mvc;

namespace FleetActors.Api;

/// <summary>One fix of one vehicle.</summary>
/// <param name="Vehicle">Whose.</param>
/// <param name="At">When it was taken, by the device's clock.</param>
/// <param name="Position">Where.</param>
/// <param name="SpeedKmh">0 to 500.</param>
/// <param name="HeadingDegrees">0 to 360, clockwise from north.</param>
/// <param name="ChargePercent">State of charge or fuel level, 0 to 100.</param>
/// <param name="OdometerMetres">In metres; never decreases.</param>
public sealed record FixBody(
    VehicleId Vehicle, DateTimeOffset At, GeoPoint Position, float SpeedKmh, float HeadingDegrees, float ChargePercent, long OdometerMetres);

/// <summary>A batch of fixes, of any vehicles.</summary>
/// <param name="Fixes">1 to 20,000.</param>
public sealed record FixesBody(ImmutableArray<FixBody> Fixes);

/// <summary>What became of a batch.</summary>
/// <param name="Applied">Became the newest of their car.</param>
/// <param name="Older">Not newer than what was known.</param>
/// <param name="Quarantined">Not believed: ahead of time, out of range, impossible.</param>
/// <param name="Unknown">Positions in the batch whose vehicle is not registered.</param>
public sealed record FixesTaken(int Applied, int Older, int Quarantined, ImmutableArray<int> Unknown);

/// <summary>Fixes over HTTP, for gateways that do not speak the SDK.</summary>
public static class TelemetryEndpoints
{
    /// <summary>The most fixes of one batch.</summary>
    public const int MaxBatch = 20_000;

    /// <summary>Maps <c>/telemetry</c>.</summary>
    public static void MapTelemetry(this RouteGroupBuilder v1) =>
        v1.MapPost("/telemetry", Take).WithTags("Telemetry").Demand(Role.Device).Answers<FixesTaken>()
            .WithMetadata(new RequestSizeLimitAttribute(FleetApiOptions.MaxBatchBytes))
            .WithSummary("Deliver a batch of fixes")
            .WithExample("""{"fixes":[{"vehicle":"car-1","at":"2026-05-01T10:00:00Z","position":{"latitude":52.52,"longitude":13.405},"speedKmh":31.5,"headingDegrees":270,"chargePercent":81.5,"odometerMetres":12345678}]}""");

    private static async Task<IResult> Take(FleetCall call, TelemetryIntake intake, FixesBody body)
    {
        if (body.Fixes.Length is 0 or > MaxBatch) throw BadInputException.Value("fixes", $"1 to {MaxBatch} in a batch.");
        if (!intake.TryEnter(body.Fixes.Length)) return RefusalProblem.Of(new Refused(Refusal.Overloaded));
        try
        {
            return await Deliver(call, body);
        }
        finally
        {
            intake.Leave(body.Fixes.Length);
        }
    }

    private static async Task<IResult> Deliver(FleetCall call, FixesBody body)
    {
        var fixes = body.Fixes.Select(fix => new VehicleFix(fix.Vehicle, new Fix(
            fix.At, fix.Position, fix.SpeedKmh, fix.HeadingDegrees, fix.ChargePercent, fix.OdometerMetres))).ToImmutableArray();
        var outcome = await call.Fleet.Vehicles.Apply(fixes, call.Cancellation);
        return outcome.Refused is { } refused
            ? RefusalProblem.Of(refused)
            : TypedResults.Ok(new FixesTaken(
                outcome.Accepted.Applied, outcome.Accepted.Older, outcome.Accepted.Quarantined, outcome.Accepted.Unknown));
    }
}
