using System.CommandLine;
using System.Text.Json.Nodes;
using FleetActors.Cli.Http;
using FleetActors.Cli.Output;

namespace FleetActors.Cli.Verbs;

/// <summary><c>fleet quotes …</c> and <c>fleet contracts …</c></summary>
internal static class ContractVerbs
{
    /// <summary>Describes <c>quotes</c>.</summary>
    public static Command CreateQuotes(FleetCommandLine line)
    {
        var (vehicle, customer, tariff) = Rental(needed: true);
        var minutes = new Option<int>("--minutes") { Description = "How long, 0 to 43200.", DefaultValueFactory = _ => 30 };
        var km = new Option<int>("--km") { Description = "How far, 0 to 100000.", DefaultValueFactory = _ => 10 };
        return new Command("quotes", "What would it cost?")
        {
            line.Verb("ask", "Price a rental; holds nothing.", parsed => ApiCall.Post("/v1/quotes", new JsonObject
            {
                ["vehicle"] = parsed.GetValue(vehicle), ["customer"] = parsed.GetValue(customer), ["tariff"] = parsed.GetValue(tariff),
                ["expectedMinutes"] = parsed.GetValue(minutes), ["expectedKm"] = parsed.GetValue(km),
            }), vehicle, customer, tariff, minutes, km),
        };
    }

    /// <summary>Describes <c>contracts</c>.</summary>
    public static Command Create(FleetCommandLine line)
    {
        var id = Symbols.Text("id", "The contract's id.");
        var (vehicle, customer, tariff) = Rental(needed: false);
        var quote = Symbols.Maybe("--quote", "The contract id of a quote, instead of the rest.");
        var own = Symbols.Maybe("--id", "The new contract's id; made when left out.");
        var until = Symbols.Maybe("--until", "The new agreed end: 2026-05-02T10:00:00Z.");
        var minutes = new Option<int?>("--reservation-minutes") { Description = "Keep the reservation for longer." };
        var evidence = Symbols.Maybe("--evidence", "A file with the evidence, to end without signal.");
        var file = Symbols.JsonFile();
        return new Command("contracts", "Rentals, from reservation to invoice.")
        {
            line.Verb("reserve", "Set car and customer aside.", parsed => ApiCall.Post("/v1/contracts", Given(
                ("quote", parsed.GetValue(quote)), ("id", parsed.GetValue(own)), ("vehicle", parsed.GetValue(vehicle)),
                ("customer", parsed.GetValue(customer)), ("tariff", parsed.GetValue(tariff)))), quote, own, vehicle, customer, tariff),
            line.Verb("find", "Open ones: of a vehicle, of a customer, or of the whole fleet.", parsed => ApiCall.Get("/v1/contracts" + Symbols.Query(
                ("vehicle", parsed.GetValue(vehicle)), ("customer", parsed.GetValue(customer)), ("status", "open")), Show.Table(
                    ("contract", "contract"), ("status", "status"), ("vehicle", "vehicle"), ("customer", "customer"), ("reserved", "reservedAt"),
                    ("started", "startedAt"), ("until", "agreedEnd"))), vehicle, customer),
            line.Verb("show", "All about one.", parsed => ApiCall.Get(Path(parsed.GetValue(id))), id),
            Step(line, "start", "Take the car: charging begins."),
            Step(line, "pause", "Park and keep the car."),
            Step(line, "resume", "Drive on."),
            Step(line, "cancel", "Give up before the start."),
            line.Verb("end", "Give the car back.", parsed => ApiCall.Post(Path(parsed.GetValue(id)) + "/end", parsed.GetValue(evidence) is { } path
                ? new JsonObject { ["evidence"] = Symbols.Body(new FileInfo(path)) }
                : null), id, evidence),
            line.Verb("extend", "Move the agreed end, or keep the reservation.", parsed =>
            {
                var body = Given(("until", parsed.GetValue(until)));
                if (parsed.GetValue(minutes) is { } longer) body["reservationMinutes"] = longer;
                return ApiCall.Post(Path(parsed.GetValue(id)) + "/extend", body);
            }, id, until, minutes),
            line.Verb("add-line", "Charge damage or a fee.", parsed => ApiCall.Post(Path(parsed.GetValue(id)) + "/lines", Symbols.Body(parsed.GetValue(file)!)), id, file),
            line.Verb("credit", "Give back part of an invoice line.", parsed => ApiCall.Post(Path(parsed.GetValue(id)) + "/credit-notes", Symbols.Body(parsed.GetValue(file)!)), id, file),
            line.Verb("invoice", "The invoice and its corrections.", parsed => ApiCall.Get(Path(parsed.GetValue(id)) + "/invoice", InvoicePage.Show), id),
        };
    }

    private static Command Step(FleetCommandLine line, string name, string description)
    {
        var id = Symbols.Text("id", "The contract's id.");
        return line.Verb(name, description, parsed => ApiCall.Post($"{Path(parsed.GetValue(id))}/{name}"), id);
    }

    private static (Option<string?> Vehicle, Option<string?> Customer, Option<string?> Tariff) Rental(bool needed) => (
        new("--vehicle") { Description = "The car.", Required = needed },
        new("--customer") { Description = "Who rents and pays.", Required = needed },
        new("--tariff") { Description = "How it is priced.", Required = needed });

    private static JsonObject Given(params (string Name, string? Value)[] members) =>
        new(members.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Value)));

    private static string Path(string? id) => $"/v1/contracts/{Symbols.Segment(id)}";
}
