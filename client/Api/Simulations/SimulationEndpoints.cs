using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.Json;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using Microsoft.AspNetCore.Mvc;

namespace FleetActors.Api;

/// <summary>Runs of scenarios: created, watched and steered over HTTP.</summary>
public static class SimulationEndpoints
{
    private const string Example = """{"id":"quiet-day","vehicles":200,"seed":7,"policy":"dispatch=batch","speed":600,"results":["parquet"]}""";

    /// <summary>Maps <c>/simulations</c>.</summary>
    public static void MapSimulations(this RouteGroupBuilder v1)
    {
        var runs = v1.MapGroup("/simulations").WithTags("Simulations");
        runs.MapPost("", Create).Demand(Role.Operator).Answers<SimulationView>(StatusCodes.Status201Created).WithExample(Example)
            .WithSummary("Create a run of a simulated fleet, and start it unless start is false");
        runs.MapGet("", List).Demand(Role.Viewer).Answers<Listing<SimulationView>>().WithSummary("The runs of this fleet's keys");
        runs.MapGet("/{id}", Get).Demand(Role.Viewer).Answers<SimulationView>().WithSummary("A run: state, clock, figures so far, hash of its events");
        Steer(runs, "start", "Start a run, or let a paused one go on", (known, call, id) => known.Start(call.Fleet.Id, id, call.Cancellation));
        Steer(runs, "pause", "Let a run stand after its present step", (known, call, id) => known.Pause(call.Fleet.Id, id, call.Cancellation));
        Steer(runs, "checkpoint", "Remember the present step, so that the run can be resumed from it", (known, call, id) => known.TakeCheckpoint(call.Fleet.Id, id, call.Cancellation));
        Steer(runs, "resume", "Bring a stopped run to its checkpoint again and let it go on", (known, call, id) => known.Resume(call.Fleet.Id, id, call.Cancellation));
        Steer(runs, "stop", "End a run where it is", (known, call, id) => known.Stop(call.Fleet.Id, id, call.Cancellation));
        runs.MapPost("/{id}/speed", SetSpeed).Demand(Role.Operator).Answers<SimulationView>().WithExample("""{"max":false,"factor":60}""")
            .WithSummary("Change a run's speed");
        runs.MapDelete("/{id}", Delete).Demand(Role.Operator).AnswersNothing().WithSummary("Forget a run that is not under way, with its files");
        runs.MapGet("/{id}/results/{file}", Result).Demand(Role.Viewer).Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").Answers<ApiProblem>(StatusCodes.Status404NotFound)
            .WithSummary("A file of a finished run: its report, or its full results");
    }

    private static void Steer(RouteGroupBuilder runs, string verb, string summary, Func<ISimulationRuns, FleetCall, string, Task<SimulationAnswer>> command) =>
        runs.MapPost($"/{{id}}/{verb}", async ([FromServices] ISimulationRuns? known, FleetCall call, string id) => known is null ? Unavailable() : Answer(await command(known, call, id)))
            .Demand(Role.Operator).Answers<SimulationView>().WithSummary(summary);

    private static IResult List([FromServices] ISimulationRuns? known, FleetCall call) =>
        known is null ? Unavailable() : TypedResults.Ok(new Listing<SimulationView>([.. known.List(call.Fleet.Id)]));

    private static async Task<IResult> Create([FromServices] ISimulationRuns? known, FleetCall call, CreateSimulationBody body)
    {
        if (body.Id is { } given && !IdText.IsValid(given)) throw BadInputException.Value("id", "1 to 64 of A-Z, a-z, 0-9, '.' and '-'.");
        if (known is null) return Unavailable();
        var id = body.Id ?? $"run-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call.Header().Id.Value)).AsSpan(0, 6))}";
        var answer = await known.Create(call.Fleet.Id, id, body, call.Cancellation);
        return answer.Run is { } run ? TypedResults.Created($"/v1/simulations/{run.Id}", run) : Answer(answer);
    }

    private static IResult Get([FromServices] ISimulationRuns? known, FleetCall call, string id) =>
        known is null ? Unavailable() : known.Get(call.Fleet.Id, id) is { } run ? TypedResults.Ok(run) : Answer(Unknown(id));

    private static async Task<IResult> SetSpeed([FromServices] ISimulationRuns? known, FleetCall call, string id, SimulationSpeedBody body)
    {
        if (!body.Max && body.Factor is not (> 0 and <= 1_000_000)) throw BadInputException.Value("factor", "above 0 and at most 1000000, or max: true.");
        return known is null ? Unavailable() : Answer(await known.SetSpeed(call.Fleet.Id, id, body.Max ? null : body.Factor, call.Cancellation));
    }

    private static async Task<IResult> Delete([FromServices] ISimulationRuns? known, FleetCall call, string id)
    {
        if (known is null) return Unavailable();
        var answer = await known.Delete(call.Fleet.Id, id, call.Cancellation);
        return answer.Refusal is null ? TypedResults.NoContent() : Answer(answer);
    }

    private static IResult Result([FromServices] ISimulationRuns? known, FleetCall call, string id, string file)
    {
        if (known is null) return Unavailable();
        if (known.Get(call.Fleet.Id, id) is null) return Answer(Unknown(id));
        return known.ResultFile(call.Fleet.Id, id, file) is { } path
            ? TypedResults.PhysicalFile(path, TypeOf(file), file)
            : Answer(SimulationAnswer.Refuse(SimulationRefusal.UnknownResult, "There is no such file. The run's results name those there are, once it has finished."));
    }

    private static IResult Answer(SimulationAnswer answer) => answer.Run is { } run
        ? TypedResults.Ok(run)
        : new ProblemResult(StatusOf(answer.Refusal!.Value), KebabEnumConverter.Name(answer.Refusal.Value), answer.Detail);

    private static int StatusOf(SimulationRefusal refusal) => refusal switch
    {
        SimulationRefusal.UnknownSimulation or SimulationRefusal.UnknownResult or SimulationRefusal.SimulationsUnavailable => StatusCodes.Status404NotFound,
        SimulationRefusal.TooManySimulations => StatusCodes.Status429TooManyRequests,
        SimulationRefusal.ScenarioInvalid => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status409Conflict,
    };

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".json" => "application/json",
        ".geojson" => "application/geo+json",
        ".csv" => "text/csv; charset=utf-8",
        // Shown as what it is and never run in this origin: a scenario's name is anybody's text.
        _ => "application/octet-stream",
    };

    private static SimulationAnswer Unknown(string id) => SimulationAnswer.Refuse(SimulationRefusal.UnknownSimulation, $"There is no simulation {(IdText.IsValid(id) ? id : "of this id")}.");

    private static IResult Unavailable() => Answer(SimulationAnswer.Refuse(SimulationRefusal.SimulationsUnavailable, "This server runs no simulations."));
}
