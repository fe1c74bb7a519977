using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using FleetActors.Cli.Http;
using FleetActors.Cli.Output;
using Spectre.Console;

namespace FleetActors.Cli.Verbs;

/// <summary><c>fleet vehicles …</c></summary>
internal static class VehicleVerbs
{
    private static readonly string[] RemoteCommands =
        ["lock", "unlock", "locate", "honk-and-flash", "immobilise", "mobilise", "start-charging", "stop-charging"];

    private static readonly Action<IAnsiConsole, JsonNode> Columns = Show.Table(
        ("id", "id"), ("plate", "plate"), ("class", "class"), ("status", "status"),
        ("%", "fix.chargePercent"), ("place", "fix.position"), ("m away", "distanceMetres"));

    /// <summary>Describes the verbs.</summary>
    public static Command Create(FleetCommandLine line)
    {
        var id = Symbols.Text("id", "The vehicle's id.");
        var place = Symbols.Text("place", "latitude,longitude in degrees.");
        var text = Symbols.Text("text", "The beginning of an id, a VIN or a plate.");
        text.Arity = ArgumentArity.ZeroOrOne;
        var file = Symbols.JsonFile();
        var limit = Symbols.Maybe("--limit", "At most so many, 1 to 1000.");
        var radius = Symbols.Maybe("--radius", "In metres.");
        var status = Symbols.Maybe("--status", "available, reserved, on-trip, paused, out-of-service or decommissioned.");
        var after = Symbols.Maybe("--after", "Where an earlier list ended.");
        var from = Symbols.Maybe("--from", "From when on: 2026-05-01T10:00:00Z.");
        var reason = new Option<string>("--reason") { Description = "operator, maintenance, cleaning, ...", DefaultValueFactory = _ => "operator" };
        var vehicles = new Command("vehicles", "The cars.")
        {
            line.Verb("list", "List them.", parsed => ApiCall.Get("/v1/vehicles" + Symbols.Query(
                ("limit", parsed.GetValue(limit)), ("after", parsed.GetValue(after))), Columns), limit, after),
            line.Verb("near", "Those near a place, nearest first.", parsed => ApiCall.Get("/v1/vehicles" + Symbols.Query(
                ("near", parsed.GetValue(place)), ("radius", parsed.GetValue(radius)), ("limit", parsed.GetValue(limit)),
                ("status", parsed.GetValue(status))), Columns), place, radius, limit, status),
            line.Verb("find", "By the beginning of id, VIN or plate, or by status.", parsed => ApiCall.Get("/v1/vehicles" + Symbols.Query(
                ("search", parsed.GetValue(text)), ("status", parsed.GetValue(status)), ("limit", parsed.GetValue(limit))), Columns), text, status, limit),
            line.Verb("show", "All about one.", parsed => ApiCall.Get(Path(parsed.GetValue(id))), id),
            line.Verb("history", "Its MDS events.", parsed => ApiCall.Get(Path(parsed.GetValue(id)) + "/history", HistoryTable), id),
            line.Verb("notices", "What its fixes showed in the last 24 hours: zones, speed, charge, driving without contract.", parsed => ApiCall.Get(
                Path(parsed.GetValue(id)) + "/notices" + Symbols.Query(("from", parsed.GetValue(from)), ("after", parsed.GetValue(after))), Show.Table(
                    ("stored", "at"), ("notice", "notice"), ("zone", "zone"), ("fix", "evidence.at"), ("place", "evidence.position"),
                    ("km/h", "evidence.speedKmh"), ("%", "evidence.chargePercent"))), id, from, after),
            line.Verb("quarantine", "Its last fixes that were not believed.", parsed => ApiCall.Get(Path(parsed.GetValue(id)), QuarantineTable), id),
            line.Verb("commands", "Its remote commands.", parsed => ApiCall.Get(Path(parsed.GetValue(id)) + "/commands", Show.Table(
                ("id", "id"), ("kind", "kind"), ("stage", "stage"), ("queued", "queuedAt"), ("due", "dueAt"), ("detail", "detail"))), id),
            line.Verb("register", "Register a batch.", parsed => ApiCall.Post("/v1/vehicles", Symbols.Body(parsed.GetValue(file)!), Show.Table(
                ("id", "id"), ("registered", "registered"), ("code", "code"), ("detail", "detail"))), file),
            line.Verb("out-of-service", "Take one off the offer.", parsed => ApiCall.Post(
                Path(parsed.GetValue(id)) + "/out-of-service", new JsonObject { ["reason"] = parsed.GetValue(reason) }), id, reason),
            line.Verb("return", "Put one back on offer.", parsed => ApiCall.Post(Path(parsed.GetValue(id)) + "/return"), id),
            line.Verb("decommission", "Take one out of the fleet.", parsed => ApiCall.Post(Path(parsed.GetValue(id)) + "/decommission"), id),
        };
        foreach (var kind in RemoteCommands)
        {
            vehicles.Add(line.Verb(kind, string.Create(CultureInfo.InvariantCulture, $"Send the remote command {kind}."), parsed => ApiCall.Post(
                Path(parsed.GetValue(id)) + "/commands", new JsonObject { ["kind"] = kind }), id));
        }
        return vehicles;
    }

    private static void HistoryTable(IAnsiConsole console, JsonNode answer) => Show.Table(
        ("occurred", "occurredAt"), ("published", "publishedAt"), ("from", "from"), ("to", "to"), ("why", "type"))(console, answer["events"] ?? new JsonArray());

    private static void QuarantineTable(IAnsiConsole console, JsonNode answer)
    {
        var quarantine = answer["quarantine"];
        Show.Table(("reason", "reason"), ("fixes", "fixes"))(console, quarantine?["counts"] ?? new JsonArray());
        Show.Table(
            ("seen", "seenAt"), ("reason", "reason"), ("taken", "takenAt"), ("latitude", "latitude"), ("longitude", "longitude"),
            ("km/h", "speedKmh"), ("odometer", "odometerMetres"))(console, quarantine?["last"] ?? new JsonArray());
    }

    private static string Path(string? id) => $"/v1/vehicles/{Symbols.Segment(id)}";
}
