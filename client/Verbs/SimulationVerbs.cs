using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using FleetActors.Cli.Http;
using FleetActors.Cli.Output;

namespace FleetActors.Cli.Verbs;

/// <summary><c>fleet simulations …</c></summary>
internal static class SimulationVerbs
{
    private static readonly (string, string)[] Columns =
        [("id", "id"), ("state", "state"), ("scenario", "name"), ("clock", "now"), ("%", "percentDone"), ("requests", "kpis.requests"), ("served", "kpis.served")];

    /// <summary>Describes the verbs.</summary>
    public static Command Create(FleetCommandLine line)
    {
        var id = Symbols.Text("id", "The run's id.");
        var factor = Symbols.Text("speed", "max, or simulated seconds a second.");
        factor.Validators.Add(result =>
        {
            if (!IsSpeed(result.GetValueOrDefault<string>())) result.AddError("A speed is max, or a number above 0 such as 60.");
        });
        return new Command("simulations", "Runs of simulated fleets on the server.")
        {
            line.Verb("list", "List them.", _ => ApiCall.Get("/v1/simulations", Show.Table(Columns))),
            line.Verb("show", "State, clock, figures so far.", parsed => ApiCall.Get(Path(parsed.GetValue(id))), id),
            CreateRun(line),
            Steer(line, id, "start", "Start a run, or let a paused one go on."),
            Steer(line, id, "pause", "Let it stand after its present step."),
            line.Verb("speed", "Change its speed.", parsed => ApiCall.Post(Path(parsed.GetValue(id)) + "/speed", Speed(parsed.GetValue(factor)!)), id, factor),
            Steer(line, id, "checkpoint", "Remember the present step."),
            Steer(line, id, "resume", "Bring a stopped run to its checkpoint and let it go on."),
            Steer(line, id, "stop", "End it where it is."),
            line.Verb("delete", "Forget a run that is not under way, with its files.", parsed => new ApiCall(HttpMethod.Delete, Path(parsed.GetValue(id))), id),
        };
    }

    private static Command CreateRun(FleetCommandLine line)
    {
        var id = Symbols.Maybe("--id", "The run's id.");
        var file = new Option<FileInfo?>("--scenario") { Description = "A scenario file that names no other files." };
        var named = Symbols.Maybe("--named", "A scenario in the server's scenarios folder.");
        var seed = new Option<long?>("--seed") { Description = "Everything random follows from it." };
        var vehicles = new Option<int?>("--vehicles") { Description = "Size of the fleet." };
        var policy = Symbols.Maybe("--policy", "Such as dispatch=batch,reposition=demand.");
        var traffic = Symbols.Maybe("--traffic", "free-flow, or queues: the run's cars hinder each other.");
        var speed = new Option<string>("--speed") { Description = "max, or simulated seconds a second.", DefaultValueFactory = _ => "max" };
        var results = new Option<string[]>("--results") { Description = "parquet, csv, geojson.", AllowMultipleArgumentsPerToken = true };
        var wait = new Option<bool>("--ready") { Description = "Create it, and wait for start." };
        file.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo?>() is { Exists: false } missing) result.AddError($"There is no file {missing.FullName}.");
        });
        speed.Validators.Add(result =>
        {
            if (!IsSpeed(result.GetValueOrDefault<string>())) result.AddError("--speed takes max, or a number above 0 such as 60.");
        });
        return line.Verb("create", "Create a run and start it.", parsed =>
        {
            var body = new JsonObject { ["start"] = !parsed.GetValue(wait) };
            Put(body, "id", parsed.GetValue(id));
            Put(body, "scenario", parsed.GetValue(file) is { } yaml ? File.ReadAllText(yaml.FullName) : null);
            Put(body, "named", parsed.GetValue(named));
            Put(body, "policy", parsed.GetValue(policy));
            Put(body, "traffic", parsed.GetValue(traffic));
            if (parsed.GetValue(seed) is { } given) body["seed"] = given;
            if (parsed.GetValue(vehicles) is { } cars) body["vehicles"] = cars;
            if (parsed.GetValue(speed) is { } text && text != "max") body["speed"] = double.Parse(text, CultureInfo.InvariantCulture);
            if (parsed.GetValue(results) is { Length: > 0 } forms) body["results"] = new JsonArray([.. forms.Select(form => (JsonNode)form)]);
            return ApiCall.Post("/v1/simulations", body);
        }, id, file, named, seed, vehicles, policy, traffic, speed, results, wait);
    }

    private static Command Steer(FleetCommandLine line, Argument<string> id, string verb, string description) =>
        line.Verb(verb, description, parsed => ApiCall.Post($"{Path(parsed.GetValue(id))}/{verb}"), id);

    private static JsonObject Speed(string text) =>
        text == "max" ? new JsonObject { ["max"] = true } : new JsonObject { ["max"] = false, ["factor"] = double.Parse(text, CultureInfo.InvariantCulture) };

    private static bool IsSpeed(string? text) =>
        text == "max" || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) && factor is > 0 and <= 1_000_000);

    private static void Put(JsonObject body, string name, string? value)
    {
        if (value is not null) body[name] = value;
    }

    private static string Path(string? id) => $"/v1/simulations/{Symbols.Segment(id)}";
}
