using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using FleetActors.Contracts;
using FleetActors.Sdk;
using FleetActors.Tracks;

namespace FleetActors.Api;

/// <summary>Where cars were: between two times, during a rental, and at the moments that an invoice line names.</summary>
public static class TrackEndpoints
{
    /// <summary>How much of a track is shown unless told otherwise.</summary>
    public static readonly TimeSpan DefaultRange = TimeSpan.FromHours(24);

    /// <summary>Fixes of an answer unless told otherwise.</summary>
    public const int DefaultLimit = 1_000;

    /// <summary>Maps <c>/vehicles/{id}/track</c> and <c>/contracts/{id}/track</c>.</summary>
    public static void MapTracks(this RouteGroupBuilder v1)
    {
        var tracks = v1.MapGroup("").WithTags("Tracks");
        tracks.MapGet("/vehicles/{id}/track", OfVehicle).Demand(Role.Viewer).Answers<TrackBody>()
            .WithSummary("Where a car was between two times (the last 24 hours when left out), as json, geojson or gpx");
        tracks.MapGet("/contracts/{id}/track", OfContract).Demand(Role.Viewer).Answers<TrackBody>()
            .WithSummary("Where the car was from a rental's start to its end or until now; with line, only the fixes that this invoice line names");
    }

    private static Task<IResult> OfVehicle(
        FleetCall call, HttpRequest request, VehicleId id, DateTimeOffset? from, DateTimeOffset? to, int? limit, string? format)
    {
        var end = to ?? (from is { } begin ? Forward(begin) : call.Now);
        return Answer(call, request, id, from ?? Back(end), end, limit, format);
    }

    private static async Task<IResult> OfContract(
        FleetCall call, HttpRequest request, ContractId id, DateTimeOffset? from, DateTimeOffset? to, int? limit, string? format, int? line)
    {
        if (await call.Fleet.Contract(id).View(call.Cancellation) is not { } contract) return FleetCall.Missing(Refusal.UnknownContract);
        if (contract is not { Request.Vehicle: var vehicle, StartedAt: { } started })
            return RefusalProblem.Of(new Refused(Refusal.WrongContractStatus, $"it is {contract.Status}; it has a track once it was started"));
        if (line is { } number) return await OfLine(call, request, contract, vehicle, number, format);
        var ended = contract.EndedAt ?? call.Now;
        var first = from is { } wanted && wanted > started ? wanted : started;
        var last = to is { } until && until < ended ? until : ended;
        return await Answer(call, request, vehicle, first, Later(first, last), limit, format);
    }

    /// <summary>The fixes that the line names as its evidence, each read by its time.</summary>
    private static async Task<IResult> OfLine(FleetCall call, HttpRequest request, ContractView contract, VehicleId vehicle, int number, string? format)
    {
        var lines = contract.Invoice?.Lines ?? [];
        if (number < 1 || number > lines.Length)
            throw BadInputException.Parameter("line", lines.IsEmpty ? "the contract has no invoice yet." : $"1 to {lines.Length}.");
        var fixes = new List<Fix>();
        foreach (var at in TrackEvidence.Times(lines[number - 1].Evidence))
        {
            var page = await call.Fleet.Vehicle(vehicle).Track(at, at, 1, call.Cancellation);
            if (page.Refused is { } refused) return RefusalProblem.Of(refused);
            fixes.AddRange(page.Accepted.Fixes);
        }
        return TrackFormat.Choose(request, format).Result(new(vehicle, [.. fixes]), call.Now, request.HttpContext.Response);
    }

    private static async Task<IResult> Answer(
        FleetCall call, HttpRequest request, VehicleId vehicle, DateTimeOffset from, DateTimeOffset to, int? limit, string? format)
    {
        var shape = TrackFormat.Choose(request, format);
        var page = await call.Fleet.Vehicle(vehicle).Track(from, to, limit ?? DefaultLimit, call.Cancellation);
        return page.Refused is { } refused
            ? RefusalProblem.Of(refused)
            : shape.Result(new(vehicle, page.Accepted.Fixes, page.Accepted.Next), to, request.HttpContext.Response);
    }

    private static DateTimeOffset Forward(DateTimeOffset begin) =>
        DateTimeOffset.MaxValue - begin > DefaultRange ? begin + DefaultRange : DateTimeOffset.MaxValue;

    private static DateTimeOffset Back(DateTimeOffset end) =>
        end - DateTimeOffset.UnixEpoch > DefaultRange ? end - DefaultRange : DateTimeOffset.UnixEpoch;

    /// <summary>A part of a rental that has not begun or is over is empty, not a mistake.</summary>
    private static DateTimeOffset Later(DateTimeOffset first, DateTimeOffset last) => last > first ? last : first;
}
