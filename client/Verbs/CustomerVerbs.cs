using System.CommandLine;
using System.Text.Json.Nodes;
using FleetActors.Cli.Http;
using FleetActors.Cli.Output;

namespace FleetActors.Cli.Verbs;

/// <summary><c>fleet customers …</c></summary>
internal static class CustomerVerbs
{
    /// <summary>Describes the verbs.</summary>
    public static Command Create(FleetCommandLine line)
    {
        var id = Symbols.Text("id", "The customer's id.");
        var file = Symbols.JsonFile();
        var number = Symbols.Needed("--number", "The licence number that was seen.");
        var until = Symbols.Needed("--valid-until", "The last day on which it is valid: 2033-01-18.");
        var reason = Symbols.Needed("--reason", "For people.");
        var page = Symbols.Maybe("--page", "Counted from 0.");
        return new Command("customers", "Who rents.")
        {
            line.Verb("register", "Register one from a file with id and profile.", parsed => ApiCall.Post("/v1/customers", Symbols.Body(parsed.GetValue(file)!)), file),
            line.Verb("show", "All about one.", parsed => ApiCall.Get(Path(parsed.GetValue(id))), id),
            line.Verb("check-licence", "Vouch for the licence on file.", parsed => ApiCall.Post(Path(parsed.GetValue(id)) + "/licence-check", new JsonObject
            {
                ["number"] = parsed.GetValue(number), ["validUntil"] = parsed.GetValue(until),
            }), id, number, until),
            line.Verb("suspend", "Allow no new contracts.", parsed => ApiCall.Post(
                Path(parsed.GetValue(id)) + "/suspend", new JsonObject { ["reason"] = parsed.GetValue(reason) }), id, reason),
            line.Verb("reinstate", "Allow new contracts again.", parsed => ApiCall.Post(Path(parsed.GetValue(id)) + "/reinstate"), id),
            line.Verb("ledger", "A page of the ledger.", parsed => ApiCall.Get(
                Path(parsed.GetValue(id)) + "/ledger" + Symbols.Query(("page", parsed.GetValue(page)))), id, page),
            line.Verb("contracts", "The contracts that hold money.", parsed => ApiCall.Get(Path(parsed.GetValue(id)), (console, answer) => Show.Table(
                ("contract", "contract"), ("amount", "amount"), ("firm", "confirmed"))(console, answer["holds"] ?? new JsonArray())), id),
        };
    }

    private static string Path(string? id) => $"/v1/customers/{Symbols.Segment(id)}";
}
